"use client";

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { formatCount, formatNumber } from "./format.ts";
import type { TableRow } from "./table-column.ts";

/** What was chosen. With `allMatching` the server turns the filter into fixed ids before any preview. */
export type Selection = { ids: readonly string[]; allMatching: boolean; clear: () => void };

type Props = {
  noun: string;
  selected: readonly TableRow[];
  shown: number;
  /** How many match the filter, over all pages. */
  total?: number;
  allMatching: boolean;
  onAllMatching: () => void;
  onClear: () => void;
  actions: (selection: Selection) => ReactNode;
};

export function SelectionBar(props: Props) {
  const { noun, selected, shown, total = shown, allMatching, onAllMatching, onClear, actions } = props;
  const count = allMatching ? total : selected.length;
  const more = total > shown && selected.length === shown && !allMatching;
  return (
    // Sticky, not fixed: it belongs to its table and leaves with it.
    <div className="-mt-14 pointer-events-none sticky bottom-3 z-20 flex h-14 justify-center">
      <section
        aria-label="Selection"
        className="rise pointer-events-auto flex max-w-full items-center gap-2 self-end rounded-xl max-md:w-full max-md:flex-wrap bg-raised py-2 pr-2 pl-4 shadow-pop"
      >
        <p role="status" className="mr-2 whitespace-nowrap font-medium max-md:w-full text-ink tabular-nums">
          {formatCount(count, noun)} selected
        </p>
        {more && (
          <Button variant="link" onClick={onAllMatching}>
            {`Select all ${formatNumber(total)} that match`}
          </Button>
        )}
        {actions({ ids: selected.map(({ id }) => id), allMatching, clear: onClear })}
        <Button variant="ghost" iconOnly icon={<X />} onClick={onClear}>
          Clear selection
        </Button>
      </section>
    </div>
  );
}
