import type { ClientBase } from "pg";
import { Networks } from "#lib/enforce/address.ts";
import type { Key, KeyKind, KeyStatus, Org, Snapshot, Version } from "#lib/enforce/snapshot.ts";
import { type Configuration, configurationSchema, EMPTY_CONFIGURATION } from "#lib/policy/contract.ts";
import { dataKeyIdOf } from "#lib/vault/open.ts";
import type { Secrets } from "./secrets.ts";

/*
 * Reads policy for the gate, on the one connection it follows policy with: organizations, keys with their versions, data
 * keys and the configuration in force.
 */

const PAGE = 5_000;
/** A version that ended is known a while longer, so that its refusal can be explained to the key's owner. */
const ENDED_KEPT = "1 day";

type OrgRow = { id: string; tier: string | null; frozen: boolean; ceiling: string[] };
type KeyRow = {
  id: string;
  org_id: string;
  env: "live" | "test";
  kind: KeyKind;
  status: KeyStatus;
  status_at: Date;
  expires_at: Date;
  scopes: string[];
  ips: string[] | null;
  versions: VersionRow[];
};
type VersionRow = {
  id: string;
  algorithm: Version["algorithm"];
  material: string;
  validUntilMs: number | null;
};
type DataKeyRow = {
  id: string;
  org_id: string;
  purpose: "gate";
  version: number;
  kek_id: string;
  wrapped: Buffer;
};

export type PolicyStore = { readonly snapshot: Snapshot; readonly secrets: Secrets };

/** Everything there is; the caller has the transaction that makes it of one moment. */
export async function loadAll(client: ClientBase, store: PolicyStore): Promise<Configuration> {
  await loadDataKeys(client, store, null);
  const orgs = await client.query<OrgRow>(ORGS);
  for (const row of orgs.rows) store.snapshot.putOrg(orgOf(row));
  let after = "";
  for (;;) {
    const { rows } = await client.query<KeyRow>(`${KEYS} where k.id > $1 order by k.id limit ${PAGE}`, [
      after,
    ]);
    for (const row of rows) store.snapshot.putKey(keyOf(row));
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) break;
    after = last.id;
  }
  return loadConfiguration(client);
}

/** These keys as they are now; one that is no longer there goes. */
export async function loadKeys(
  client: ClientBase,
  store: PolicyStore,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await client.query<KeyRow>(`${KEYS} where k.id = any($1)`, [ids]);
  const keys = rows.map(keyOf);
  await loadMissingDataKeys(client, store, keys);
  const found = new Set(keys.map(({ id }) => id));
  for (const key of keys) store.snapshot.putKey(key);
  for (const id of ids) if (!found.has(id)) store.snapshot.removeKey(id);
}

export async function loadOrgs(
  client: ClientBase,
  { snapshot }: PolicyStore,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await client.query<OrgRow>(`${ORGS} where id = any($1)`, [ids]);
  const found = new Set(rows.map(({ id }) => id));
  for (const row of rows) snapshot.putOrg(orgOf(row));
  for (const id of ids) if (!found.has(id)) snapshot.removeOrg(id);
}

/** The configuration in force. @throws when it was written by a release whose configurations this one can't read. */
export async function loadConfiguration(client: ClientBase): Promise<Configuration> {
  const { rows } = await client.query<{ document: unknown }>(
    "select document from configurations order by number desc limit 1",
  );
  return rows[0] === undefined ? EMPTY_CONFIGURATION : configurationSchema.parse(rows[0].document);
}

const ORGS = "select id, tier, frozen_at is not null as frozen, ceiling from organizations";
const KEYS = `
  select k.id, k.org_id, k.env, k.kind, k.status, k.status_at, k.expires_at, k.scopes, k.ips, (
    select coalesce(json_agg(json_build_object(
      'id', v.id, 'algorithm', v.algorithm,
      'material', encode(coalesce(v.public_key, v.token_hash, v.sealed_secret), 'hex'),
      'validUntilMs', extract(epoch from v.valid_until) * 1000
    ) order by v.number desc), '[]')
    from key_versions v
    where v.key_id = k.id and (v.valid_until is null or v.valid_until > now() - interval '${ENDED_KEPT}')
  ) as versions
  from api_keys k`;

function orgOf({ id, tier, frozen, ceiling }: OrgRow): Org {
  return { id, tier, frozen, ceiling: sharedSet(ceiling) };
}

function keyOf(row: KeyRow): Key {
  return {
    id: row.id,
    orgId: row.org_id,
    env: row.env,
    kind: row.kind,
    status: row.status,
    statusAtMs: row.status_at.getTime(),
    expiresAtMs: row.expires_at.getTime(),
    scopes: sharedSet(row.scopes),
    networks: row.ips === null ? null : new Networks(row.ips),
    cidrs: row.ips,
    versions: row.versions.map(({ id, algorithm, material, validUntilMs }) => ({
      id,
      algorithm,
      material: Buffer.from(material, "hex"),
      validUntilMs: validUntilMs ?? Number.POSITIVE_INFINITY,
    })),
  };
}

/** Many keys hold the same scopes: they share one set. */
const sets = new Map<string, ReadonlySet<string>>();
const SETS_MAX = 10_000;

function sharedSet(names: readonly string[]): ReadonlySet<string> {
  const name = names.toSorted().join(" ");
  const known = sets.get(name);
  if (known !== undefined) return known;
  const made = new Set(names);
  if (sets.size < SETS_MAX) sets.set(name, made);
  return made;
}

async function loadMissingDataKeys(
  client: ClientBase,
  store: PolicyStore,
  keys: readonly Key[],
): Promise<void> {
  const missing = new Set<string>();
  for (const key of keys) {
    for (const version of key.kind === "hmac" ? key.versions : []) {
      const id = dataKeyIdOf(version.material);
      if (!store.secrets.hasDataKey(id)) missing.add(id);
    }
  }
  if (missing.size > 0) await loadDataKeys(client, store, [...missing]);
}

async function loadDataKeys(
  client: ClientBase,
  { secrets }: PolicyStore,
  ids: string[] | null,
): Promise<void> {
  const { rows } = await client.query<DataKeyRow>(
    `select id, org_id, purpose, version, kek_id, wrapped from data_keys
     where purpose = 'gate' and ($1::uuid[] is null or id = any($1))`,
    [ids],
  );
  for (const { id, org_id, purpose, version, kek_id, wrapped } of rows) {
    secrets.putDataKey({ id, orgId: org_id, purpose, version, kekId: kek_id, wrapped });
  }
}
