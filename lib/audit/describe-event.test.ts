import { expect, it } from "vitest";
import type { EventName } from "./catalogue.ts";
import { describeChanges } from "./describe-change.ts";
import { describeEvent } from "./describe-event.ts";
import { makeEntry } from "./entry.ts";
import type { EventData } from "./event-data.ts";
import { readEntry } from "./read-entry.ts";

const read = (event: EventName, data: Partial<EventData> & Pick<EventData, "target">) => {
  const { bytes, personal } = makeEntry({
    actor: { kind: "command", id: "cli:root" },
    event,
    data: { orgId: "o1", ...data },
    atMs: 0,
    ordinal: 0,
  });
  return readEntry(bytes.toString("utf8"), new Map(personal.map(({ path, value }) => [path, value])));
};
const key = { type: "key" as const, id: "k_7Q2MXH4T9ABCDEFG", name: "mm-prod-eu-2" };

// Guarantee: an event reads as one plain sentence about the thing's name.
it.each<[EventName, Partial<EventData> & Pick<EventData, "target">, string]>([
  ["key.suspended", { target: key }, "suspended mm-prod-eu-2"],
  ["key.issued", { target: { type: "key", id: key.id } }, "issued k_7Q2MXH4T9ABCDEFG"],
  [
    "organization.renamed",
    {
      target: { type: "organization", id: "o1", name: "Aster" },
      before: { name: "Venue" },
      after: { name: "Aster" },
    },
    "renamed organization Aster: name Venue → Aster",
  ],
  [
    "access.denied",
    { target: { type: "permission", id: "key.revoke" }, outcome: "failure" },
    "was refused: they may not revoke a key",
  ],
  ["person.signed_in", { target: { type: "session", id: "s1" } }, "signed in"],
  [
    "person.sign_in_refused",
    { target: { type: "person", id: "unknown" }, outcome: "failure", reason: "passkey_unknown" },
    "refused a sign-in of somebody unknown (passkey_unknown)",
  ],
  [
    "key.rotated",
    { target: key, before: { version: 3 }, after: { version: 4, fingerprint: "qPmzXkV9wYbC3fRt" } },
    "rotated mm-prod-eu-2 to version 4",
  ],
  [
    "key.resumed",
    { target: key, outcome: "failure", reason: "database away" },
    "resumed mm-prod-eu-2: it failed (database away)",
  ],
])("says %s in words", (event, data, sentence) => {
  expect(describeEvent(read(event, data))).toBe(sentence);
});

// Guarantee: the difference shows every field that changed, none that didn't, and lists item by item.
it("describes changes field by field", () => {
  expect(
    describeChanges(
      { status: "active", scopes: ["account:read", "trade:write"], ips: null, same: { a: 1 }, gone: true },
      {
        status: "suspended",
        scopes: ["account:read", "trade:cancel"],
        ips: ["203.0.113.0/26"],
        same: { a: 1 },
        expiresAt: "2027-02-14T00:00:00.000Z",
      },
    ),
  ).toEqual([
    { field: "status", label: "Status", from: "active", to: "suspended" },
    { field: "scopes", label: "Scopes", added: ["trade:cancel"], removed: ["trade:write"] },
    { field: "ips", label: "Networks", from: "any address", to: "203.0.113.0/26" },
    { field: "expiresAt", label: "Ends", from: null, to: "2027-02-14 00:00:00.000 UTC" },
    { field: "gone", label: "Gone", from: "yes", to: null },
  ]);
});
