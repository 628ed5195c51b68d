import { afterAll, beforeAll, expect, it } from "vitest";
import { canonicalJson, type JsonValue } from "#lib/crypto/canonical-json.ts";
import { withTx } from "#lib/db/client.ts";
import { databaseRoles } from "#lib/db/roles.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { err } from "#lib/kernel/result.ts";
import { appendAudit } from "./append.ts";
import { commitmentTo } from "./entry.ts";
import { readEntry } from "./read-entry.ts";
import { addOrganization, command, gate, personOf, sequenceAll } from "./testing.ts";

let db: TestDatabase;
let orgId: string;
beforeAll(async () => {
  db = await testDatabase();
  orgId = await addOrganization(db, "Halcyon");
});
afterAll(() => db.end());

const key = (id: string) => ({ orgId, target: { type: "key" as const, id, name: id } });
const count = async (table: string) =>
  Number((await db.query<{ n: string }>("superuser", `select count(*) as n from ${table}`))[0]?.n);

// Guarantee: no change without its event, and no event without its change.
it("goes with its transaction: an Err or a throw takes the event back", async () => {
  const before = await count("audit_outbox");
  await withTx(command, async (tx) => {
    await appendAudit(tx, command, "key.suspended", key("k_1"));
    return err("refused");
  });
  await withTx(command, async (tx) => {
    await appendAudit(tx, command, "key.suspended", key("k_1"));
    throw new Error("crashed");
  }).catch(() => {});
  expect(await count("audit_outbox")).toBe(before);
  expect(await count("audit_personal")).toBe(0);
});

// Guarantee: an event carries the transaction's time and the person's values apart from the entry, each committed to.
it("writes the entry to the outbox and the personal values beside it", async () => {
  const actor = personOf(orgId, { orgKind: "client" });
  const at = new Date("2026-11-23T15:42:10.482Z");
  const id = await withTx(actor, (tx) => appendAudit(tx, actor, "key.suspended", key("k_2")), at);
  const [row] = await db.query<{ entry: Buffer }>(
    "superuser",
    "select * from audit_outbox where event_id = $1",
    [id],
  );
  expect(row).toMatchObject({
    occurred_at: at,
    org_id: orgId,
    action: "key.suspended",
    actor_kind: "person",
    actor_id: actor.id,
    target_type: "key",
    target_id: "k_2",
    outcome: "success",
  });
  const text = row?.entry.toString("utf8") ?? "";
  expect(text).toBe(canonicalJson(JSON.parse(text) as JsonValue));
  expect(text).not.toMatch(/Mara|aster\.example|203\.0\.113/);
  const { commitments, at: time } = readEntry(text);
  expect(time).toBe("2026-11-23T15:42:10.482Z");
  const personal = await db.query<{ path: string; value: string; salt: Buffer; org_id: string }>(
    "superuser",
    "select * from audit_personal where event_id = $1",
    [id],
  );
  expect(personal.map(({ value }) => value).toSorted()).toEqual(
    ["203.0.113.9", "Mara Lindqvist", "Mozilla/5.0", "mara@aster.example"].toSorted(),
  );
  for (const field of personal) {
    expect(field.org_id).toBe(orgId);
    expect(commitmentTo(field)).toBe(commitments[field.path]);
  }
});

// Guarantee: whoever acts can append, the gate too, which may not read the log.
it("takes events of every process", async () => {
  await withTx(gate, (tx) =>
    appendAudit(tx, gate, "gate.started", { orgId, target: { type: "gate", id: "g1", name: "gate-1" } }),
  );
  await expect(withTx(gate, (tx) => tx.execute("select 1 from audit_outbox"))).rejects.toThrow();
});

// Guarantee: what one transaction did one after the other is in the log in that order.
it("keeps the order of one transaction's events", async () => {
  const at = new Date("2026-11-24T08:00:00.000Z");
  await withTx(
    command,
    async (tx) => {
      for (let i = 0; i < 40; i++) await appendAudit(tx, command, "key.issued", key(`ordered-${i}`));
    },
    at,
  );
  await sequenceAll();
  const rows = await db.query<{ target_id: string }>(
    "superuser",
    "select target_id from audit_events where target_id like 'ordered-%' order by index",
  );
  expect(rows.map((row) => row.target_id)).toEqual(Array.from({ length: 40 }, (_, i) => `ordered-${i}`));
});

// Guarantee: the log is append-only for everybody: by grant for our roles, by trigger for the database's own master.
it("refuses UPDATE, DELETE and TRUNCATE on the log to every role", async () => {
  await withTx(command, (tx) => appendAudit(tx, command, "key.issued", key("k_3")));
  await sequenceAll();
  await withTx(command, (tx) => appendAudit(tx, command, "key.revoked", key("k_3")));
  const before = [await count("audit_events"), await count("audit_outbox"), await count("audit_personal")];
  for (const role of [...databaseRoles, "superuser"] as const) {
    for (const table of ["audit_events", "audit_outbox", "audit_personal"]) {
      const column = table === "audit_personal" ? "value = 'x'" : "action = 'x'";
      for (const statement of [
        `update ${table} set ${column}`,
        `delete from ${table}`,
        `truncate ${table}`,
      ]) {
        // The one exception, and what it is for, is tested with the sequencer.
        if (role === "worker" && statement === "delete from audit_outbox") continue;
        // Row-level security hides every row from the owner of the tables: there is nothing for the trigger to refuse.
        const hidden = role === "migrator" && !statement.startsWith("truncate");
        const outcome = db.query(role, statement).then(
          () => "done",
          (error: { code?: string }) => error.code,
        );
        expect(await outcome, `${role}: ${statement}`).toBe(hidden ? "done" : "42501");
      }
    }
  }
  expect([await count("audit_events"), await count("audit_outbox"), await count("audit_personal")]).toEqual(
    before,
  );
  await expect(db.query("worker", "update audit_outbox set action = 'x'")).rejects.toMatchObject({
    code: "42501",
  });
});

// Guarantee: a client's people neither write into another organization's log nor read it.
it("keeps organizations apart by row-level security alone", async () => {
  const other = await addOrganization(db, "Meridian");
  const actor = personOf(other, { orgKind: "client" });
  await expect(withTx(actor, (tx) => appendAudit(tx, actor, "key.suspended", key("k_1")))).rejects.toThrow();
  const seen = await withTx(actor, (tx) => tx.execute("select * from audit_events"));
  expect(seen.rows).toEqual([]);
});
