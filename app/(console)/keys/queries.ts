import "server-only";
import { listAuditInput } from "#lib/audit/contract.ts";
import { listAuditEvents } from "#lib/audit/queries.ts";
import type { Tx } from "#lib/db/client.ts";
import { nothing } from "#lib/identity/contract.ts";
import { liveKeyReadiness } from "#lib/identity/live-key-readiness.ts";
import { rfc3339 } from "#lib/kernel/clock.ts";
import { ok } from "#lib/kernel/result.ts";
import { findKeyInput, listKeysInput } from "#lib/keys/contract.ts";
import { knownScopes } from "#lib/keys/known-scopes.ts";
import { countKeyViews, findKey, listKeys } from "#lib/keys/queries.ts";
import { findOrganization, listOrganizations } from "#lib/orgs/queries.ts";
import { findConfiguration } from "#lib/policy/queries.ts";
import { listDeniedInput, usageByKeyInput } from "#lib/traffic/contract.ts";
import { denialReasons, listDenied } from "#lib/traffic/denials.ts";
import { usageSeries, versionUse } from "#lib/traffic/queries.ts";
import { usageByKey } from "#lib/traffic/usage-by-key.ts";
import { consoleEnv } from "#lib/web/console-env.ts";
import { defineQuery } from "#lib/web/define-query.ts";

export const keysQuery = defineQuery({ permission: "key.read", input: listKeysInput, run: listKeys });

export const keyViewsQuery = defineQuery({ permission: "key.read", input: nothing, run: countKeyViews });

export const keyQuery = defineQuery({ permission: "key.read", input: findKeyInput, run: findKey });

/** The last 24 h of the keys on a page of the list. */
export const keyUsageQuery = defineQuery({
  permission: "traffic.read",
  input: usageByKeyInput,
  run: usageByKey,
});

/** What lives on a key's page: its day, why it was refused, and what each version still does. */
export const keyActivityQuery = defineQuery({
  permission: "traffic.read",
  input: findKeyInput,
  run: async (tx, actor, { keyId }) => {
    const key = await findKey(tx, actor, { keyId });
    if (!key.ok) return key;
    return ok({
      at: rfc3339(tx.now),
      /** What somebody else may have changed meanwhile. */
      state: { status: key.value.status, versions: key.value.versions.length },
      usage: await usageSeries(tx, actor, { key: keyId, range: "24h" }),
      reasons: await denialReasons(tx, actor, { key: keyId, range: "24h" }),
      versions: await versionUse(tx, actor, keyId),
    });
  },
});

/** How much there is behind a key's tabs. */
export const keyCountsQuery = defineQuery({
  permission: "traffic.read",
  input: findKeyInput,
  run: async (tx, actor, { keyId }) => ({
    denied: (await denialReasons(tx, actor, { key: keyId, range: "24h" })).reduce(
      (sum, { count }) => sum + count,
      0,
    ),
    events: (await listAuditEvents(tx, actor, { filter: { target: [keyId] } })).total,
  }),
});

/** What a confirmation shows of the keys it is about: as they are at that moment. */
export const keyPreviewQuery = defineQuery({
  permission: "key.read",
  input: usageByKeyInput,
  run: async (tx, actor, { keyIds }) => {
    const keys = [];
    for (const keyId of keyIds) {
      const key = await findKey(tx, actor, { keyId });
      if (!key.ok) continue;
      const uses = await versionUse(tx, actor, keyId);
      const { org, name, status, scopes, ips, env, expiresAt, lastUsedAt, versions } = key.value;
      keys.push({
        ...{ keyId, org, name, status, scopes, ips, env, expiresAt, lastUsedAt },
        lastIp: versions.find((version) => version.lastUsedAt === lastUsedAt)?.lastIp ?? null,
        requestsLastHour: uses.reduce((sum, use) => sum + use.requestsLastHour, 0),
      });
    }
    return keys;
  },
});

export const keyDeniedQuery = defineQuery({
  permission: "traffic.read",
  input: listDeniedInput,
  run: listDenied,
});

export const keyHistoryQuery = defineQuery({
  permission: "audit.read",
  input: listAuditInput,
  run: listAuditEvents,
});

/** What surrounds a key: the scopes there are, its organization's ceiling and tier, the configuration, the gate. */
export const keySurroundingsQuery = defineQuery({
  permission: "policy.read",
  input: findKeyInput,
  run: async (tx, actor, { keyId }) => {
    const key = await findKey(tx, actor, { keyId });
    if (!key.ok) return key;
    const organization = await findOrganization(tx, actor, { orgId: key.value.org.id });
    if (!organization.ok) return organization;
    return ok({ organization: organization.value, ...(await policyOf(tx)) });
  },
});

/** What the form for a new key chooses among, and whether its person may issue a live one yet. */
export const issueChoicesQuery = defineQuery({
  permission: "key.issue",
  input: nothing,
  run: async (tx, actor) => ({
    organizations: await listOrganizations(tx, actor),
    readiness: await liveKeyReadiness(tx, actor),
    ...(await policyOf(tx)),
  }),
});

async function policyOf(tx: Tx) {
  const { configuration } = await findConfiguration(tx);
  return {
    scopes: [...(await knownScopes(tx)).values()],
    upstreams: configuration.upstreams,
    limits: configuration.limits,
    tiers: configuration.tiers,
    gate: consoleEnv().gateway.origins[0],
  };
}
