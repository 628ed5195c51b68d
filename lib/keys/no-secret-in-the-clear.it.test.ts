import { afterAll, beforeAll, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { rotateKeyInput } from "./contract.ts";
import { rotateKey } from "./rotate.ts";
import { command, mustIssue, owner, type TestVenue, testVenue } from "./testing.ts";

let t: TestVenue;
beforeAll(async () => {
  t = await testVenue();
});
afterAll(() => t.end());

/** Every row of every table, as text: what whoever steals the database can read. */
async function dump(): Promise<string> {
  const tables = await t.db.query<{ name: string }>(
    "superuser",
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
     where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  expect(tables.length).toBeGreaterThan(15);
  const texts = [];
  for (const { name } of tables) {
    const rows = await t.db.query<{ text: string }>(
      "superuser",
      `select row_to_json(t)::text as text from ${name} t`,
    );
    texts.push(...rows.map(({ text }) => text));
  }
  return texts.join("\n");
}

/** The forms in which bytes stand in a dump. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, "utf8");
  return [secret, bytes.toString("hex"), bytes.toString("base64"), bytes.toString("base64url")];
}

// Guarantee: whoever steals the database has no secret: neither a whole one nor the part that is random.
it("a database dump holds no secret in the clear", async () => {
  const secrets: string[] = [];
  for (const kind of ["bearer", "hmac"]) {
    for (const orgId of [t.halcyonId, t.venueId]) {
      const made = await mustIssue(command, { orgId, kind });
      const input = rotateKeyInput.parse({ keyId: made.keyId, reason: "for a test" });
      const rotated = await withTx(command, (tx) => rotateKey(tx, command, input));
      if (!rotated.ok) throw new Error(rotated.code);
      secrets.push(made.secret ?? "", rotated.value.secret ?? "");
    }
  }
  const own = await mustIssue(owner(t.venueId), { orgId: t.venueId, kind: "hmac", env: "test" });
  secrets.push(own.secret ?? "");
  expect(secrets).toHaveLength(9);
  const everything = await dump();
  // The dump is one: it holds what was issued.
  expect(everything).toContain(own.keyId);
  for (const secret of secrets) {
    const random = secret.slice(secret.lastIndexOf("_") + 1).slice(0, 43);
    expect(random).toHaveLength(43);
    for (const form of [...formsOf(secret), ...formsOf(random)]) {
      expect(everything.toLowerCase().includes(form.toLowerCase().replaceAll("=", ""))).toBe(false);
    }
  }
});
