"use client";

import { Search, X } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { debounce, parseAsString, useQueryStates } from "nuqs";
import { type ReactNode, useRef } from "react";
import { AddFilter } from "./add-filter.tsx";
import { cx } from "./cx.ts";
import { type Chip, type FilterField, parseFilters, withoutFilter, withoutFilters } from "./filters.ts";

const TYPING_MS = 250;

type Props = {
  /** What the free text looks in: "Name, key id, owner or IP". */
  placeholder: string;
  fields: readonly FilterField[];
  /** Right end of the bar: a `ColumnsMenu`, a live switch. */
  right?: ReactNode;
};

/** Free text and chips, all of it in the URL. Typing replaces the history's entry, choosing adds one. */
export function FilterBar({ placeholder, fields, right }: Props) {
  const path = usePathname();
  const params = useSearchParams();
  const current = new URLSearchParams(params);
  const { chips } = parseFilters(current, fields);
  const input = useRef<HTMLInputElement>(null);
  const [{ q }, setTyped] = useQueryStates(
    { q: parseAsString.withDefault(""), after: parseAsString, before: parseAsString },
    { history: "replace", shallow: false, scroll: false, limitUrlUpdates: debounce(TYPING_MS) },
  );

  return (
    <search className="flex flex-wrap items-center gap-2">
      <div className="relative min-w-0 max-md:w-full md:w-72">
        <Search
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 left-2.5 size-4 -translate-y-1/2 text-ink-3"
        />
        <input
          ref={input}
          type="search"
          data-filter-input=""
          aria-label={placeholder}
          placeholder={placeholder}
          value={q}
          maxLength={200}
          onChange={(event) => void setTyped({ q: event.target.value || null, after: null, before: null })}
          className="peer h-control w-full rounded-md border border-line-strong bg-surface pr-8 pl-8 text-control text-ink"
        />
        <span
          aria-hidden="true"
          className="pointer-events-none absolute top-1/2 right-2 -translate-y-1/2 rounded-xs border border-line px-1 text-ink-3 text-micro max-md:hidden peer-focus:hidden"
        >
          /
        </span>
      </div>
      {chips.map((chip) => (
        <FilterChip
          key={chip.raw}
          chip={chip}
          href={path + withoutFilter(current, chip.raw)}
          onRemove={() => input.current?.focus()}
        />
      ))}
      <AddFilter fields={fields} />
      {(chips.length > 0 || q !== "") && (
        <Link
          prefetch={false}
          href={path + withoutFilters(current)}
          scroll={false}
          onClick={() => input.current?.focus()}
          className="touch-line rounded-xs px-1 text-accent-ink text-small underline-offset-2 hover:underline"
        >
          Clear
        </Link>
      )}
      {right && <div className="ml-auto flex items-center gap-2">{right}</div>}
    </search>
  );
}

function FilterChip({ chip, href, onRemove }: { chip: Chip; href: string; onRemove: () => void }) {
  const words = `${chip.label} ${chip.op} ${chip.value}`;
  return (
    <span
      title={chip.broken}
      className={cx(
        "inline-flex h-chip max-w-full items-center rounded-md border pl-2 text-small",
        chip.broken ? "border-bad bg-bad-soft text-bad-ink" : "border-line bg-surface text-ink-2",
      )}
    >
      <span className="truncate">
        {chip.label} {chip.op}{" "}
        <strong className={cx("font-medium", !chip.broken && "text-ink")}>{chip.value}</strong>
        {chip.broken && <span className="sr-only">. {chip.broken} It is left out.</span>}
      </span>
      <Link
        prefetch={false}
        href={href}
        scroll={false}
        onClick={onRemove}
        aria-label={`Remove filter: ${words}`}
        className="grid size-6 place-items-center rounded-sm hover:text-ink pointer-coarse:size-11"
      >
        <X aria-hidden="true" className="size-3.5" />
      </Link>
    </span>
  );
}
