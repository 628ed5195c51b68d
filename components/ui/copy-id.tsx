import { CopyButton } from "./copy-button.tsx";
import { formatShortId } from "./format.ts";

type Props = {
  id: string;
  /** The first ten characters only, in tables; the copy is always whole. Request ids are never cut. */
  short?: boolean;
  /** What it identifies, for the button's name: "key id". */
  what?: string;
  shortcut?: string;
};

/** An id in mono with its copy. */
export function CopyId({ id, short = false, what = "id", shortcut }: Props) {
  return (
    <span className="inline-flex min-w-0 max-w-full items-center gap-0.5 align-bottom">
      <span className="min-w-0 break-all font-mono text-small" title={short ? id : undefined}>
        {short ? formatShortId(id) : id}
      </span>
      <CopyButton text={id} what={what} {...(shortcut && { shortcut })} />
    </span>
  );
}
