"use client";

import { useRouter } from "next/navigation";
import { SelectField } from "#components/ui/select.tsx";

type Choice = { readonly keyId: string; readonly name: string; readonly organization: string };

/** Which key the lines are for; the choice is in the URL. */
export function ChooseKey({ chosen, keys }: { readonly chosen: string; readonly keys: readonly Choice[] }) {
  const router = useRouter();
  return (
    <div className="max-w-md">
      <SelectField
        id="key"
        label="Key"
        value={chosen}
        onChange={(event) => router.push(`/connect?key=${event.target.value}`, { scroll: false })}
        options={keys.map(({ keyId, name, organization }) => ({
          value: keyId,
          label: `${name} · ${organization}`,
        }))}
      />
    </div>
  );
}
