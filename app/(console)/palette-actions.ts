"use server";

import * as z from "zod/mini";
import type { PaletteItem } from "#components/frame/frame-context.tsx";
import { KEY_ID, UUID } from "#lib/kernel/ids.ts";
import { ok } from "#lib/kernel/result.ts";
import { strictInput } from "#lib/kernel/strict-input.ts";
import { listKeys } from "#lib/keys/queries.ts";
import { listOrganizations } from "#lib/orgs/queries.ts";
import { defineAction } from "#lib/web/define-action.ts";

const SHOWN_MAX = 8;
const typedInput = strictInput({
  typed: z
    .string()
    .check(z.trim(), z.minLength(1, "Type something."), z.maxLength(100, "At most 100 characters.")),
});

/** Keys and organizations by name or id, and where an id pasted whole leads. */
export const findPaletteAction = defineAction({
  permission: "key.read",
  input: typedInput,
  run: async (tx, actor, { typed }) => {
    const items: PaletteItem[] = [];
    if (UUID.test(typed)) {
      items.push(
        {
          id: "event",
          label: "Find it in the audit log",
          group: "Id",
          href: `/audit?q=${typed}`,
          keywords: typed,
        },
        {
          id: "request",
          label: "Find the denied request",
          group: "Id",
          href: `/traffic?request=${typed}`,
          keywords: typed,
        },
      );
    }
    if (KEY_ID.test(typed)) {
      items.push({ id: typed, label: `Open ${typed}`, group: "Id", href: `/keys/${typed}`, keywords: typed });
    }
    const keys = await listKeys(tx, actor, { filter: { text: typed }, sort: "created", direction: "desc" });
    if (keys.ok) {
      for (const { keyId, name, org } of keys.value.rows.slice(0, SHOWN_MAX)) {
        items.push({
          id: keyId,
          label: name,
          hint: org.name,
          group: "Keys",
          href: `/keys/${keyId}`,
          keywords: typed,
        });
      }
    }
    const wanted = typed.toLowerCase();
    for (const { id, name, kind } of await listOrganizations(tx, actor)) {
      if (!name.toLowerCase().includes(wanted)) continue;
      items.push({
        id,
        label: name,
        hint: kind,
        group: "Organizations",
        href: `/organizations/${id}`,
        keywords: typed,
      });
    }
    return ok(items.slice(0, 3 * SHOWN_MAX));
  },
});
