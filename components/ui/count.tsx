import Link from "next/link";
import { formatExact, formatNumber } from "./format.ts";

/** A number that keeps its exact value at hand, and leads to the rows it counts. */
export function Count({ value, href }: { value: number; href?: string }) {
  const text = formatNumber(value);
  const exact = formatExact(value);
  const title = text === exact ? undefined : exact;
  if (!href) {
    return (
      <span className="tabular-nums" title={title}>
        {text}
      </span>
    );
  }
  return (
    <Link
      prefetch={false}
      href={href}
      title={title}
      className="rounded-xs tabular-nums underline-offset-2 hover:underline [dd_&]:text-accent-ink [dd_&]:underline [dd_&]:decoration-line-strong"
    >
      {text}
    </Link>
  );
}
