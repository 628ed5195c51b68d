"use client";

import Link from "next/link";
import { type ReactNode, useEffect, useRef } from "react";
import { cx } from "./cx.ts";

export type TabLink = {
  href: string;
  label: string;
  /** Written as given: format it before. */
  count?: string;
  /** The count is news that someone must act on. */
  urgent?: boolean;
  current: boolean;
};

/** A row of links to views of one thing, in the URL. Panels that swap in place are not this. */
export function TabLinks({
  label,
  tabs,
  after,
}: {
  label: string;
  tabs: readonly TabLink[];
  after?: ReactNode;
}) {
  const list = useRef<HTMLUListElement>(null);
  const current = tabs.find((tab) => tab.current)?.href;
  // On a narrow screen the view that is open may stand beyond the edge; only the row of tabs moves.
  useEffect(() => {
    const open = current && list.current?.querySelector("[aria-current]")?.parentElement;
    if (open && list.current)
      list.current.scrollLeft = open.offsetLeft - (list.current.clientWidth - open.offsetWidth) / 2;
  }, [current]);
  return (
    <nav aria-label={label} className="border-line border-b">
      {/* The list scrolls inside its own box on a narrow screen; the row below lets the underline meet the line. */}
      <ul
        ref={list}
        className="-mb-px relative flex gap-1 overflow-x-auto overflow-y-hidden [scrollbar-width:none]"
      >
        {tabs.map((tab) => (
          <li key={tab.href} className="shrink-0">
            <Tab {...tab} />
          </li>
        ))}
        {after && <li className="flex shrink-0 items-center">{after}</li>}
      </ul>
    </nav>
  );
}

function Tab({ href, label, count, urgent, current }: TabLink) {
  return (
    <Link
      prefetch={false}
      href={href}
      scroll={false}
      aria-current={current ? "page" : undefined}
      className={cx(
        "relative flex h-9 items-center gap-1 px-2.5 outline-offset-[-2px] transition-colors duration-100 ease-out pointer-coarse:h-11",
        current
          ? "font-medium text-ink after:absolute after:inset-x-2 after:bottom-0 after:h-0.5 after:bg-accent after:content-['']"
          : "text-ink-2 hover:text-ink",
      )}
    >
      {label}
      {count !== undefined && (
        <span
          className={cx(
            "font-normal tabular-nums text-small",
            urgent ? "font-medium text-bad-ink" : "text-ink-3",
          )}
        >
          {count}
        </span>
      )}
    </Link>
  );
}
