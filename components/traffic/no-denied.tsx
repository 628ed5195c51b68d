import { Empty } from "#components/ui/empty.tsx";
import { type FilterField, parseFilters, withoutFilter, withoutFilters } from "#components/ui/filters.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import type { TrafficRange } from "#lib/traffic/contract.ts";
import { trafficRanges } from "#lib/traffic/contract.ts";

type Props = {
  readonly params: URLSearchParams;
  readonly fields: readonly FilterField[];
  readonly range: TrafficRange;
};

/** In the place of refused requests: that there were none, or which filter to drop. */
export function NoDenied({ params, fields, range }: Props) {
  const { text, chips } = parseFilters(params, fields);
  const applied = chips.filter(({ broken, raw }) => !broken && !raw.startsWith("range:"));
  if (applied.length === 0 && text === "") {
    return (
      <Empty title={`No request was denied in the ${trafficRanges[range].words}.`}>
        A request that is denied appears here with its reason and what to do about it.
      </Empty>
    );
  }
  return (
    <Empty title="No denied request fits these filters.">
      <ul className="grid gap-0.5">
        {applied.map((chip) => (
          <li key={chip.raw}>
            <TextLink href={`/traffic${withoutFilter(params, chip.raw)}`} scroll={false}>
              Without “{chip.label} {chip.op} {chip.value}”
            </TextLink>
          </li>
        ))}
        <li>
          <TextLink href={`/traffic${withoutFilters(params)}`} scroll={false}>
            Without any filter
          </TextLink>
        </li>
      </ul>
    </Empty>
  );
}
