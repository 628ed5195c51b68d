import "server-only";
import type { PersonActor } from "#lib/authz/actor.ts";
import type { Tx } from "#lib/db/client.ts";
import { liveKeyReadiness } from "#lib/identity/live-key-readiness.ts";
import { listKeys } from "#lib/keys/queries.ts";
import { listOrganizations } from "#lib/orgs/queries.ts";
import { findConfiguration } from "#lib/policy/queries.ts";
import { firstAllowedRequest } from "#lib/traffic/first-request.ts";
import type { SetupFacts } from "./contract.ts";

export async function findSetupFacts(tx: Tx, actor: PersonActor): Promise<SetupFacts> {
  const { ready, passkeys, recoveryCodes } = await liveKeyReadiness(tx, actor);
  const clients = (await listOrganizations(tx, actor)).filter(({ kind }) => kind === "client");
  const names = (await findConfiguration(tx)).configuration.upstreams.map(({ name }) => name);
  const keys = await listKeys(tx, actor, { filter: {}, sort: "created", direction: "asc" });
  const key = keys.ok ? keys.value.rows[0] : undefined;
  const request = await firstAllowedRequest(tx, actor);
  return {
    secondWayIn: { done: ready, passkeys, recoveryCodes },
    organizations: { done: clients.length > 0, count: clients.length, first: clients[0]?.name ?? null },
    upstreams: { done: names.length > 0, names },
    key: { done: key !== undefined, id: key?.keyId ?? null, name: key?.name ?? null },
    request: { done: request !== null, at: request?.at ?? null },
  };
}

/** Whether every step is done: then the console no longer offers them. */
export function isSetUp(facts: SetupFacts): boolean {
  return [facts.secondWayIn, facts.organizations, facts.upstreams, facts.key, facts.request].every(
    ({ done }) => done,
  );
}
