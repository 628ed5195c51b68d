import * as z from "zod/mini";
import { appendAudit } from "#lib/audit/append.ts";
import type { Tx } from "#lib/db/client.ts";
import { withTx } from "#lib/db/client.ts";
import type { Result } from "#lib/kernel/result.ts";
import { changeStatusInput, issueKeyInput, rotateKeyInput } from "#lib/keys/contract.ts";
import { issueKey } from "#lib/keys/issue.ts";
import { resumeKey } from "#lib/keys/resume.ts";
import { revokeKey } from "#lib/keys/revoke.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { suspendKey } from "#lib/keys/suspend.ts";
import { createOrganizationInput } from "#lib/orgs/contract.ts";
import { createOrganization } from "#lib/orgs/create.ts";
import { DEMO_ACTOR } from "#lib/orgs/demo-data.ts";
import { type HandedOutKey, newKeyPair } from "./handed-out-keys.ts";
import type { Institution, KeyPlan, Turn } from "./institutions.ts";
import type { PastKey } from "./past-traffic.ts";
import type { Random } from "./random.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** People do one thing after the other: acts that the plan puts at one time follow each other by as much. */
const APART_MS = { min: 40_000, max: 150_000 } as const;
/** No act happens on the second that the plan counts to. */
const LATE_MS_MAX = 180_000;

type Made = {
  readonly plan: KeyPlan;
  readonly keyId: string;
  readonly orgId: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  secret: string;
  revokedAtMs: number;
  readonly suspended: { readonly fromMs: number; toMs: number }[];
  readonly versions: { readonly id: string; readonly fromMs: number; overlapMs: number }[];
};

type Act = { readonly daysAgo: number; readonly run: (tx: Tx) => Promise<void> };

/**
 * Makes the demo's organizations and keys, and lets happen to them what the plan says, oldest first, each act in a
 * transaction of its own at its own time.
 *
 * @param nowMs what the plan counts back from. @throws when the house refuses an act: the plan is wrong then.
 */
export async function makeThePast(
  institutions: readonly Institution[],
  plans: readonly KeyPlan[],
  nowMs: number,
  random: Random,
): Promise<{ readonly keys: readonly PastKey[]; readonly handedOut: readonly HandedOutKey[] }> {
  const orgIds = new Map<string, string>();
  const made = new Map<KeyPlan, Made>();
  const acts: Act[] = [
    ...institutions.map((institution) => ({
      daysAgo: institution.sinceDays,
      run: async (tx: Tx) => void orgIds.set(institution.name, await create(tx, institution)),
    })),
    ...plans.flatMap((plan) => [
      {
        daysAgo: plan.issuedDaysAgo,
        run: async (tx: Tx) => void made.set(plan, await issue(tx, plan, must(orgIds.get(plan.org)))),
      },
      ...(plan.turns ?? []).map((turn) => ({
        daysAgo: turn.daysAgo,
        run: (tx: Tx) => take(tx, turn, must(made.get(plan))),
      })),
    ]),
  ];
  let lastMs = 0;
  for (const act of acts.toSorted((a, b) => b.daysAgo - a.daysAgo)) {
    const planned = Math.round(nowMs - act.daysAgo * DAY_MS) + random.int(0, LATE_MS_MAX);
    const atMs = Math.max(planned, lastMs + random.int(APART_MS.min, APART_MS.max));
    lastMs = atMs;
    await withTx(DEMO_ACTOR, act.run, new Date(atMs));
  }
  const all = [...made.values()];
  return { keys: all.map((key) => past(key, nowMs)), handedOut: all.flatMap(handedOut) };
}

async function create(tx: Tx, { name, tier, ceiling }: Institution): Promise<string> {
  const input = z.parse(createOrganizationInput, { name, ceiling: [...ceiling], ...(tier ? { tier } : {}) });
  return value(await createOrganization(tx, DEMO_ACTOR, input)).id;
}

async function issue(tx: Tx, plan: KeyPlan, orgId: string): Promise<Made> {
  const pair = plan.kind === "ed25519" ? newKeyPair() : null;
  const input = z.parse(issueKeyInput, {
    orgId,
    name: plan.name,
    env: plan.env ?? "live",
    kind: plan.kind,
    scopes: [...plan.scopes],
    ips: plan.networks ? [...plan.networks] : null,
    expiresIn: plan.expiresIn,
    reason: plan.reason,
    ...(pair ? { publicKey: pair.publicKeyPem } : {}),
  });
  const issued = value(await issueKey(tx, DEMO_ACTOR, input));
  const issuedAtMs = tx.now.getTime();
  if (plan.handedOut && issued.secret !== null) {
    await appendAudit(tx, DEMO_ACTOR, "secret.revealed", {
      orgId,
      target: { type: "key", id: issued.keyId, name: plan.name },
      details: { versionId: issued.versionId, writtenToFile: true },
    });
  }
  return {
    plan,
    keyId: issued.keyId,
    orgId,
    issuedAtMs,
    expiresAtMs: Date.parse(issued.expiresAt),
    secret: pair?.privateKeyPem ?? must(issued.secret),
    revokedAtMs: Number.POSITIVE_INFINITY,
    suspended: [],
    versions: [{ id: issued.versionId, fromMs: issuedAtMs, overlapMs: 0 }],
  };
}

async function take(tx: Tx, turn: Turn, key: Made): Promise<void> {
  const atMs = tx.now.getTime();
  const change = z.parse(changeStatusInput, { keyId: key.keyId, reason: turn.reason });
  switch (turn.act) {
    case "rotate":
      return rotate(tx, turn, key);
    case "suspend":
      value(await suspendKey(tx, DEMO_ACTOR, change));
      key.suspended.push({ fromMs: atMs, toMs: Number.POSITIVE_INFINITY });
      return;
    case "resume":
      value(await resumeKey(tx, DEMO_ACTOR, change));
      must(key.suspended.at(-1)).toMs = atMs;
      return;
    case "revoke":
      value(await revokeKey(tx, DEMO_ACTOR, change));
      key.revokedAtMs = atMs;
  }
}

async function rotate(tx: Tx, turn: Turn & { act: "rotate" }, key: Made): Promise<void> {
  const pair = key.plan.kind === "ed25519" ? newKeyPair() : null;
  const input = z.parse(rotateKeyInput, {
    keyId: key.keyId,
    overlap: turn.overlap,
    reason: turn.reason,
    ...(pair ? { publicKey: pair.publicKeyPem } : {}),
  });
  const rotated = value(await rotateKey(tx, DEMO_ACTOR, input));
  const fromMs = tx.now.getTime();
  const overlapMs = Date.parse(rotated.previousValidUntil) - fromMs;
  key.versions.push({ id: rotated.versionId, fromMs, overlapMs });
  key.secret = pair?.privateKeyPem ?? must(rotated.secret);
}

function past(made: Made, nowMs: number): PastKey {
  const { plan, keyId, orgId, issuedAtMs, suspended, versions } = made;
  return {
    plan,
    keyId,
    orgId,
    suspended,
    versions,
    endsAtMs: Math.min(made.expiresAtMs, made.revokedAtMs),
    quietFromMs:
      plan.quietSinceDays === undefined ? Number.POSITIVE_INFINITY : nowMs - plan.quietSinceDays * DAY_MS,
    // Somebody takes an hour to put a new key to work.
    worksFromMs: issuedAtMs + HOUR_MS,
  };
}

function handedOut({ plan, keyId, secret }: Made): HandedOutKey[] {
  if (!plan.handedOut) return [];
  const { name, org, kind, scopes, networks = null } = plan;
  return [{ name, organization: org, keyId, kind, scopes, networks, secret }];
}

function value<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(`the demo's plan was refused: ${result.code} ${result.detail ?? ""}`);
  return result.value;
}

function must<T>(there: T | null | undefined): T {
  if (there === null || there === undefined) throw new Error("the demo's plan is out of order");
  return there;
}
