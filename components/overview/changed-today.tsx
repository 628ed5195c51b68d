import { Card } from "#components/ui/card.tsx";
import { TextLink } from "#components/ui/text-link.tsx";

const SHOWN: readonly (readonly [action: string, one: string, many: string])[] = [
  ["key.issued", "key issued", "keys issued"],
  ["key.rotated", "rotated", "rotated"],
  ["key.suspended", "suspended", "suspended"],
  ["key.resumed", "resumed", "resumed"],
  ["key.revoked", "revoked", "revoked"],
  ["organization.created", "organization created", "organizations created"],
  ["configuration.applied", "configuration applied", "configurations applied"],
  ["secret.revealed", "secret shown by the command", "secrets shown by the command"],
];

/** What people did since midnight, UTC; each number leads to its events. */
export function ChangedToday({
  changed,
  today,
}: {
  /** The day in UTC: `2026-11-23`. */
  readonly today: string;
  readonly changed: Readonly<Record<string, number | undefined>>;
}) {
  const seen = SHOWN.flatMap(([action, one, many]) => {
    const count = changed[action] ?? 0;
    return count === 0 ? [] : [{ action, text: `${count.toLocaleString("en")} ${count === 1 ? one : many}` }];
  });
  return (
    <Card title="Changed today, UTC" corner={<TextLink href="/audit">Audit</TextLink>}>
      {seen.length === 0 ? (
        <p className="text-body text-ink-2">Nothing changed today.</p>
      ) : (
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-body">
          {seen.map(({ action, text }) => (
            <li key={action}>
              <TextLink href={`/audit?f=action:is:${action}&f=time:after:${today}`}>{text}</TextLink>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
