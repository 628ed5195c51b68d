import { Plus } from "lucide-react";
import { LinkButton } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import {
  type FilterField,
  parseFilters,
  withoutFilter,
  withoutFilters,
  withParam,
} from "#components/ui/filters.ts";
import { TextLink } from "#components/ui/text-link.tsx";

type Props = {
  readonly params: URLSearchParams;
  readonly fields: readonly FilterField[];
  readonly path: string;
  /** False: nobody has issued a key yet. */
  readonly anyKey: boolean;
};

/** In the place of rows: how to get the first key, or which filter to drop. */
export function NoKeys({ params, fields, path, anyKey }: Props) {
  const { text, chips } = parseFilters(params, fields);
  const applied = chips.filter(({ broken }) => !broken);
  if (!anyKey && text === "") {
    return (
      <Empty
        title="No keys yet."
        action={
          <LinkButton href="/keys/issue" variant="primary" icon={<Plus />}>
            Issue key
          </LinkButton>
        }
      >
        A key lets one program of one organization through the gate, with scopes, networks and an end.
      </Empty>
    );
  }
  return (
    <Empty title={text === "" ? "No key fits these filters." : `No key here fits “${text}”.`}>
      <ul className="grid gap-0.5">
        {text !== "" && (
          <li>
            <TextLink href={path + withParam(params, { q: null })} scroll={false}>
              Without “{text}”
            </TextLink>
          </li>
        )}
        {applied.map((chip) => (
          <li key={chip.raw}>
            <TextLink href={path + withoutFilter(params, chip.raw)} scroll={false}>
              Without “{chip.label} {chip.op} {chip.value}”
            </TextLink>
          </li>
        ))}
        {applied.length + (text === "" ? 0 : 1) !== 1 && (
          <li>
            <TextLink href={path + withoutFilters(params)} scroll={false}>
              Without any filter
            </TextLink>
          </li>
        )}
      </ul>
    </Empty>
  );
}
