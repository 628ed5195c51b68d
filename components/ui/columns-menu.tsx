"use client";

import { Check, Columns3 } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { Button } from "./button.tsx";
import { MENU_CLASS, MENU_ITEM_CLASS } from "./menu.tsx";
import { useTablePreference } from "./preferences-provider.tsx";
import type { TableColumn } from "./table-column.ts";

type Props = { /** The same id as the table's. */ tableId: string; columns: readonly TableColumn[] };

/** Which columns and how dense, for this person and this table. */
export function ColumnsMenu({ tableId, columns }: Props) {
  const [{ density, hidden = [] }, set] = useTablePreference(tableId);
  const optional = columns.slice(1).filter(({ headerHidden }) => !headerHidden);
  const keep = (event: Event) => event.preventDefault();
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>
        <Button variant="ghost" icon={<Columns3 />}>
          Columns
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content align="end" sideOffset={4} className={`${MENU_CLASS} w-52`}>
          {optional.map(({ id, header }) => (
            <Choice
              key={id}
              label={header}
              checked={!hidden.includes(id)}
              onSelect={keep}
              onChange={(shown) =>
                set({
                  ...(density && { density }),
                  hidden: shown ? hidden.filter((name) => name !== id) : [...hidden, id],
                })
              }
            />
          ))}
          <DropdownMenu.Separator className="my-1 border-line border-t" />
          <Choice
            label="Compact rows"
            checked={density === "compact"}
            onSelect={keep}
            onChange={(compact) => set({ ...(compact && { density: "compact" }), hidden })}
          />
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

type ChoiceProps = {
  label: string;
  checked: boolean;
  onChange: (checked: boolean) => void;
  onSelect: (event: Event) => void;
};

function Choice({ label, checked, onChange, onSelect }: ChoiceProps) {
  return (
    <DropdownMenu.CheckboxItem
      checked={checked}
      onCheckedChange={onChange}
      onSelect={onSelect}
      className={MENU_ITEM_CLASS}
    >
      <span className="flex-1">{label}</span>
      <DropdownMenu.ItemIndicator>
        <Check aria-hidden="true" className="size-4 text-accent-ink" />
      </DropdownMenu.ItemIndicator>
    </DropdownMenu.CheckboxItem>
  );
}
