"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button, LinkButton } from "./button.tsx";
import { cx } from "./cx.ts";
import { formatNumber } from "./format.ts";
import { headClass, type TableColumn } from "./table-column.ts";

type HeadProps = { columns: readonly TableColumn[]; edge: string; select: ReactNode };

export function TableHead({ columns, edge, select }: HeadProps) {
  return (
    <thead className="bg-sunken max-md:hidden">
      <tr>
        {select && (
          <th scope="col" className="w-11 pr-1.5 pl-3 text-left leading-none">
            {select}
          </th>
        )}
        {columns.map((column) => (
          <th
            key={column.id}
            scope="col"
            {...(column.width && { width: column.width })}
            {...(column.sort && { "aria-sort": column.sort.direction ?? "none" })}
            className={headClass(column, edge)}
          >
            {column.sort ? (
              <SortLink header={column.header} {...column.sort} />
            ) : (
              <span className={column.headerHidden ? "sr-only" : undefined}>{column.header}</span>
            )}
          </th>
        ))}
      </tr>
    </thead>
  );
}

function SortLink({ header, href, direction }: { header: string } & NonNullable<TableColumn["sort"]>) {
  const Arrow = direction === "ascending" ? ArrowUp : ArrowDown;
  return (
    <Link
      prefetch={false}
      href={href}
      scroll={false}
      className={cx(
        "group inline-flex h-6 items-center gap-1 rounded-xs hover:text-ink",
        direction && "font-semibold text-ink",
      )}
    >
      {header}
      <Arrow
        aria-hidden="true"
        className={cx("size-3", !direction && "invisible group-hover:visible group-focus-visible:visible")}
      />
    </Link>
  );
}

export type TableFootProps = {
  /** Rows begin with their checkbox. */
  select?: boolean;
  /** "1–50 of 1,284". */
  label: string;
  /** "Updated 2 s ago". */
  updated?: ReactNode;
  /** null: there is none that way; without any, all rows are here and no pages are offered. */
  previousHref?: string | null;
  nextHref?: string | null;
};

export function TableFoot({ select = false, label, updated, previousHref, nextHref }: TableFootProps) {
  const paged = Boolean(previousHref) || Boolean(nextHref);
  return (
    <div
      className={cx(
        "flex min-h-11 flex-wrap items-center justify-between gap-x-4 gap-y-2 border-line border-t px-4 py-1.5 text-ink-3 text-small",
        select && "md:px-3",
      )}
    >
      <p className="tabular-nums">
        {label}
        {updated && <span> · {updated}</span>}
      </p>
      {paged && (
        <nav aria-label="Pages" className="ml-auto flex gap-2">
          <PageLink way="previous" href={previousHref ?? null} />
          <PageLink way="next" href={nextHref ?? null} />
        </nav>
      )}
    </div>
  );
}

function PageLink({ way, href }: { way: "previous" | "next"; href: string | null }) {
  const words = way === "previous" ? "Previous" : "Next";
  if (href === null) {
    return (
      <Button variant="ghost" disabled>
        {words}
      </Button>
    );
  }
  return (
    <LinkButton href={href} rel={way === "previous" ? "prev" : "next"} data-page={way}>
      {words}
    </LinkButton>
  );
}

/** Lies over the header row: rows never move under the pointer because something new arrived. */
export function NewsBar({ count, onShow }: { count: number; onShow: () => void }) {
  return (
    <div role="status" className="-translate-x-1/2 absolute top-1 left-1/2 z-10 max-md:-top-3">
      <button
        type="button"
        onClick={onShow}
        className="touch-line h-6 rounded-full bg-accent px-3 font-medium text-micro text-on-accent tabular-nums hover:bg-accent-hover"
      >
        {formatNumber(count)} new
      </button>
    </div>
  );
}
