import { Plus } from "lucide-react";
import { Button } from "./button.tsx";
import { type TabLink, TabLinks } from "./tabs.tsx";
import { TextLink } from "./text-link.tsx";

type Props = {
  views: readonly TabLink[];
  /** The filters differ from the view that is open: where "Reset" leads. */
  changed?: { resetHref: string };
  /** Missing while nobody may save one. */
  onSave?: () => void;
};

/** Named filters, each a link with the number of rows behind it. */
export function SavedViews({ views, changed, onSave }: Props) {
  const after = (changed || onSave) && (
    <span className="flex items-center gap-2 pl-2 text-ink-3">
      {changed && (
        <span className="flex items-center gap-1.5 text-small">
          <span aria-hidden="true" className="size-1.5 rounded-full bg-accent" />
          changed · <TextLink href={changed.resetHref}>Reset</TextLink>
        </span>
      )}
      {onSave && (
        <Button variant="ghost" small icon={<Plus />} onClick={onSave}>
          Save view
        </Button>
      )}
    </span>
  );
  return <TabLinks label="Views" tabs={views} after={after} />;
}
