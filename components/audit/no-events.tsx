import { Empty } from "#components/ui/empty.tsx";
import { type FilterField, parseFilters, withoutFilter, withoutFilters } from "#components/ui/filters.ts";
import { TextLink } from "#components/ui/text-link.tsx";

type Props = {
  readonly params: URLSearchParams;
  readonly fields: readonly FilterField[];
  /** False: nothing was ever written down. */
  readonly anyEvent: boolean;
};

/** In the place of events: what will be here, or which filter to drop. */
export function NoEvents({ params, fields, anyEvent }: Props) {
  const { text, chips } = parseFilters(params, fields);
  const applied = chips.filter(({ broken }) => !broken);
  if (!anyEvent) {
    return (
      <Empty title="No events yet.">
        Whatever anybody changes here, signs in with or is refused is written down the moment it happens.
      </Empty>
    );
  }
  return (
    <Empty title={text === "" ? "No event fits these filters." : `No event here fits “${text}”.`}>
      <ul className="grid gap-0.5">
        {applied.map((chip) => (
          <li key={chip.raw}>
            <TextLink href={`/audit${withoutFilter(params, chip.raw)}`} scroll={false}>
              Without “{chip.label} {chip.op} {chip.value}”
            </TextLink>
          </li>
        ))}
        {applied.length !== 1 && (
          <li>
            <TextLink href={`/audit${withoutFilters(params)}`} scroll={false}>
              Without any filter
            </TextLink>
          </li>
        )}
      </ul>
    </Empty>
  );
}
