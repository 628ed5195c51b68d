import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Actor, CommandActor, PersonActor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import { type TestDatabase, testDatabase } from "#lib/db/testing.ts";
import { uuidv7 } from "#lib/kernel/ids.ts";
import type { Result } from "#lib/kernel/result.ts";
import { createOrganization } from "#lib/orgs/create.ts";
import { ensureVenue } from "#lib/orgs/ensure-venue.ts";
import { testKeyEncryption } from "#lib/vault/testing.ts";
import { type IssuedKey, type IssueKeyError, issueKeyInput } from "./contract.ts";
import { issueKey } from "./issue.ts";
import { possessionStatement } from "./possession.ts";
import { builtInScopes } from "./scopes.ts";

/** Who acts in tests. */
export const command: CommandActor = { kind: "command", id: "cli:test" };

/** An owner of an organization who has just stepped up. */
export function owner(orgId: string, orgKind: "venue" | "client" = "venue"): PersonActor {
  return {
    kind: "person",
    id: uuidv7(),
    name: "Mara Lindt",
    email: "mara@aster.example",
    orgId,
    orgKind,
    role: "owner",
    sessionId: uuidv7(),
    factor: "passkey",
    steppedUpAtMs: Date.now(),
    ip: "198.51.100.7",
    userAgent: "test",
  };
}

export type TestVenue = {
  readonly db: TestDatabase;
  readonly venueId: string;
  /** Two clients, whose ceiling is every built-in scope. */
  readonly halcyonId: string;
  readonly meridianId: string;
  /** Provider URIs of the key-encryption keys, by purpose. */
  readonly keks: Readonly<Record<string, string>>;
  readonly end: () => Promise<void>;
};

/** A database with a venue, two clients and the vault's keys. */
export async function testVenue(): Promise<TestVenue> {
  const db = await testDatabase();
  const vault = testKeyEncryption();
  const venue = await withTx(command, (tx) => ensureVenue(tx, command));
  const client = async (name: string) => {
    const made = await withTx(command, (tx) =>
      createOrganization(tx, command, { name, ceiling: [...builtInScopes.keys()] }),
    );
    if (!made.ok) throw new Error(made.code);
    return made.value.id;
  };
  const halcyonId = await client("Halcyon");
  const meridianId = await client("Meridian");
  return {
    db,
    venueId: venue.id,
    halcyonId,
    meridianId,
    keks: vault.uris,
    end: async () => {
      vault.end();
      await db.end();
    },
  };
}

/**
 * Takes row-level security away from a client's role in this database: what still keeps tenants apart is the WHERE of
 * each query alone.
 */
export async function withoutRowSecurity(db: TestDatabase): Promise<void> {
  for (const table of ["organizations", "api_keys", "key_versions", "key_usage"])
    await db.query(
      "superuser",
      `create policy everything on ${table} to kw_client using (true) with check (true)`,
    );
}

let issued = 0;

/** Issues a key; what is not given is a read-only Ed25519 key for 30 days. Runs the input through its contract. */
export async function issue(
  actor: Actor,
  input: { readonly orgId: string } & Readonly<Record<string, unknown>>,
  at?: Date,
): Promise<Result<IssuedKey, IssueKeyError>> {
  issued += 1;
  const kind = input.kind ?? "ed25519";
  const parsed = issueKeyInput.parse({
    name: `key ${issued}`,
    kind,
    scopes: ["market:read"],
    expiresIn: "30d",
    reason: "for a test",
    ...(kind === "ed25519" && !("publicKey" in input) ? { publicKey: keyPair().pem } : {}),
    ...input,
  });
  return withTx(actor, (tx) => issueKey(tx, actor, parsed), at);
}

export async function mustIssue(
  actor: Actor,
  input: { readonly orgId: string } & Readonly<Record<string, unknown>>,
  at?: Date,
): Promise<IssuedKey> {
  const result = await issue(actor, input, at);
  if (!result.ok) throw new Error(`${result.code}: ${result.detail}`);
  return result.value;
}

export function keyPair(): { readonly pem: string; readonly raw: string; readonly privateKey: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32).toString("base64url");
  return { pem, raw, privateKey };
}

/** What a person's browser sends beside a new public key. */
export function provePossession(
  actor: PersonActor,
  orgId: string,
  pair: { readonly raw: string; readonly privateKey: KeyObject },
  at: Date = new Date(),
): { at: string; signature: string } {
  const statement = possessionStatement({
    sessionId: actor.sessionId,
    orgId,
    publicKey: pair.raw,
    at: at.toISOString(),
  });
  return {
    at: at.toISOString(),
    signature: sign(null, Buffer.from(statement), pair.privateKey).toString("base64"),
  };
}
