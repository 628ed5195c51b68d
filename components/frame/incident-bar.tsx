import Link from "next/link";
import { cx } from "../ui/cx.ts";
import { StatusShape } from "../ui/status-shape.tsx";

type Props = {
  tone: "bad" | "warn";
  /** What is so, until it is over: "Halcyon Capital is frozen." */
  title: string;
  /** Since when, what still works. */
  detail?: string;
  /** Where it can be ended or looked into. */
  link?: { href: string; label: string };
};

/** Stands above everything while an incident lasts. It can't be closed. */
export function IncidentBar({ tone, title, detail, link }: Props) {
  return (
    <section
      aria-label="Incident"
      className={cx(
        "flex min-h-9 items-center gap-x-3 border-line border-b px-4 py-1.5 lg:px-6",
        tone === "bad" ? "bg-bad-soft text-bad-ink" : "bg-warn-soft text-warn-ink",
      )}
    >
      <StatusShape tone={tone} size={10} />
      <p className="min-w-0">
        <strong className="font-semibold">{title}</strong>{" "}
        {detail && <span className="text-ink-2">{detail}</span>}
      </p>
      {link && (
        <Link
          prefetch={false}
          href={link.href}
          className="ml-auto shrink-0 rounded-xs font-medium underline underline-offset-2"
        >
          {link.label}
        </Link>
      )}
    </section>
  );
}
