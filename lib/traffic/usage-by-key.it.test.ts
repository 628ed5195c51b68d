import { afterAll, beforeAll, expect, it } from "vitest";
import type { PersonActor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { usageByKey } from "./usage-by-key.ts";

const NOW = new Date("2026-11-23T15:42:10.482Z");
const ORG = "0192f000-0000-7000-8000-000000000002";
const BUSY = "k_0000000000000001";
const IDLE = "k_0000000000000002";
const VERSION = "0192f000-0000-7000-8000-000000000009";
const HOUR_MS = 3_600_000;

const person = (orgKind: "venue" | "client", orgId: string): PersonActor => ({
  kind: "person",
  id: "0192f000-0000-7000-8000-000000000001",
  name: "Mara",
  email: "mara@aster.example",
  orgId,
  orgKind,
  role: "owner",
  sessionId: "0192f000-0000-7000-8000-000000000003",
  factor: "passkey",
  steppedUpAtMs: null,
  ip: null,
  userAgent: null,
});

let db: TestDatabase;
beforeAll(async () => {
  db = await testDatabase();
  const count = (hoursAgo: number, outcome: string, n: number) =>
    db.query(
      "superuser",
      "insert into traffic_minutes values ($1, $2, $3, $4, 'exchange', 'GET /a', $5, $6)",
      [
        new Date(Math.floor((NOW.getTime() - hoursAgo * HOUR_MS) / 60_000) * 60_000),
        ORG,
        BUSY,
        VERSION,
        outcome,
        n,
      ],
    );
  await count(0, "allowed", 5);
  await count(1, "allowed", 7);
  await count(1, "ip_denied", 2);
  await count(3, "rate_limited", 1);
  await count(25, "allowed", 1_000);
  // A gate that has been running for two hours.
  await db.query("superuser", "insert into gates values (gen_random_uuid(), 'gate', $1, $2, null, 0, 0)", [
    new Date(NOW.getTime() - 2 * HOUR_MS),
    NOW,
  ]);
  await db.query("superuser", "insert into key_usage values ($1, $2, $3, $4, '203.0.113.9')", [
    VERSION,
    BUSY,
    ORG,
    NOW,
  ]);
});
afterAll(() => db.end());

const usage = (actor: PersonActor) =>
  withTx(actor, (tx) => usageByKey(tx, actor, { keyIds: [BUSY, IDLE] }), NOW);

// Guarantee: what nobody counted is a gap and not a zero, and a day ends where it began.
it("counts each key's last 24 h by the half hour", async () => {
  const { at, keys } = await usage(person("venue", ORG));
  expect(at).toBe(NOW.toISOString());
  const busy = keys[BUSY];
  expect(busy).toMatchObject({ allowed: 12, denied: 3, lastUsedAt: NOW.toISOString() });
  expect(busy?.shape).toHaveLength(48);
  expect(busy?.shape.at(-1)).toBe(5);
  expect(busy?.shape.at(-3)).toBe(9);
  expect(busy?.worst).toBe(45);
  expect(busy?.shape[0]).toBeNull();
  expect(busy?.shape.at(-2)).toBe(0);
  expect(keys[IDLE]).toMatchObject({ allowed: 0, denied: 0, worst: null, lastUsedAt: null });
});

// Guarantee: another organization's figures are never among them.
it("shows a client nothing of another's key", async () => {
  const { keys } = await usage(person("client", "0192f000-0000-7000-8000-00000000000a"));
  expect(keys[BUSY]).toMatchObject({ allowed: 0, denied: 0, lastUsedAt: null });
});
