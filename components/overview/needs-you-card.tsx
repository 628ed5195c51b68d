import { LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { StatusShape } from "#components/ui/status-shape.tsx";
import type { Need } from "./needs-you.ts";

/** The queue: each thing with the act that ends it. */
export function NeedsYouCard({ needs }: { readonly needs: readonly Need[] }) {
  return (
    <Card title={needs.length === 0 ? "Needs you" : `Needs you (${needs.length})`} flush>
      {needs.length === 0 ? (
        <p className="px-4 py-6 text-body text-ink-2">Nothing needs you.</p>
      ) : (
        <ul>
          {needs.map(({ id, tone, title, detail, act }) => (
            <li
              key={id}
              className="flex flex-wrap items-center gap-x-3 gap-y-2 border-line border-t px-4 py-3 first:border-t-0"
            >
              <StatusShape tone={tone} size={10} />
              <div className="min-w-0 flex-1">
                <p className="break-words font-medium text-body text-ink">{title}</p>
                {detail && <p className="break-words text-ink-3 text-small">{detail}</p>}
              </div>
              <LinkButton href={act.href} small aria-label={`${act.label}: ${title}`}>
                {act.label}
              </LinkButton>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
