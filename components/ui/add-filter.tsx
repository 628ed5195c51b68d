"use client";

import { Plus } from "lucide-react";
import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { Popover } from "radix-ui";
import { type FormEvent, useState } from "react";
import { Button } from "./button.tsx";
import { type FilterField, type FilterOp, OP_WORDS, opsOf, withFilter } from "./filters.ts";
import { Input } from "./input.tsx";
import { Select } from "./select.tsx";

/** Chooses field, comparison and value, and puts the chip into the URL. */
export function AddFilter({ fields }: { fields: readonly FilterField[] }) {
  const [open, setOpen] = useState(false);
  if (fields.length === 0) return null;
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger asChild>
        <Button variant="ghost" small icon={<Plus />}>
          Filter
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="start"
          sideOffset={4}
          aria-label="Add a filter"
          className="rise z-50 w-72 rounded-lg bg-raised p-3 text-ink shadow-pop"
        >
          <FilterForm fields={fields} onDone={() => setOpen(false)} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function FilterForm({ fields, onDone }: { fields: readonly FilterField[]; onDone: () => void }) {
  const router = useRouter();
  const path = usePathname();
  const params = useSearchParams();
  const [fieldId, setFieldId] = useState(fields[0]?.id ?? "");
  const field = fields.find(({ id }) => id === fieldId);
  const ops = field ? opsOf(field) : [];
  const [chosenOp, setOp] = useState<FilterOp>("is");
  const op = ops.includes(chosenOp) ? chosenOp : (ops[0] ?? "is");
  const [value, setValue] = useState("");

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!field || value === "") return;
    router.push(path + withFilter(new URLSearchParams(params), { field: field.id, op, value }), {
      scroll: false,
    });
    onDone();
  };
  const choose = (id: string) => {
    setFieldId(id);
    setValue("");
  };

  return (
    <form onSubmit={submit} className="grid gap-2">
      <div className="grid grid-cols-2 gap-2">
        <Select
          aria-label="Field"
          value={fieldId}
          onChange={(event) => choose(event.target.value)}
          options={fields.map(({ id, label }) => ({ value: id, label }))}
        />
        <Select
          aria-label="Comparison"
          value={op}
          onChange={(event) => setOp(event.target.value as FilterOp)}
          options={ops.map((one) => ({ value: one, label: OP_WORDS[one] }))}
        />
      </div>
      {field?.kind === "choice" ? (
        <Select
          aria-label="Value"
          placeholder="Choose…"
          value={value}
          onChange={(event) => setValue(event.target.value)}
          options={field.options}
        />
      ) : (
        <Input
          aria-label="Value"
          type={field?.kind === "date" ? "date" : field?.kind === "number" ? "number" : "text"}
          min={field?.kind === "number" ? 0 : undefined}
          value={value}
          maxLength={200}
          onChange={(event) => setValue(event.target.value)}
        />
      )}
      <Button type="submit" variant="primary" disabled={value === ""}>
        Add filter
      </Button>
    </form>
  );
}
