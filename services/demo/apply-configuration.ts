import { type Tx, withTx } from "#lib/db/client.ts";
import { DEMO_ACTOR } from "#lib/orgs/demo-data.ts";
import { applyConfiguration, configurationDigest } from "#lib/policy/apply.ts";
import type { Configuration } from "#lib/policy/contract.ts";
import { parseConfiguration } from "#lib/policy/parse.ts";
import { findConfiguration } from "#lib/policy/queries.ts";
import { type DemoPorts, demoConfiguration } from "./configuration.ts";

/**
 * Whose configuration is in force: `none`, the demo's own with the ports it names, or another one, which the demo
 * leaves alone.
 */
export type InForce = "none" | "another" | DemoPorts;

export async function configurationInForce(): Promise<InForce> {
  return withTx(DEMO_ACTOR, async (tx) => {
    const { number, configuration, digest } = await findConfiguration(tx);
    if (number === 0) return "none";
    const ports = portsOf(configuration);
    return ports !== null && digestOf(ports).equals(digest ?? Buffer.alloc(0)) ? ports : "another";
  });
}

/** Puts the demo's configuration in force; applying it again changes nothing. */
export async function applyDemoConfiguration(ports: DemoPorts, at: Date): Promise<void> {
  const input = { document: demoConfiguration(ports), dryRun: false };
  const applied = await withTx(DEMO_ACTOR, (tx: Tx) => applyConfiguration(tx, DEMO_ACTOR, input), at);
  if (!applied.ok) throw new Error(`the demo's configuration was refused: ${applied.detail}`);
}

function digestOf(ports: DemoPorts): Buffer {
  const parsed = parseConfiguration(demoConfiguration(ports));
  if (!parsed.ok) throw new Error(`the demo's configuration is not valid: ${parsed.detail}`);
  return configurationDigest(parsed.value);
}

function portsOf({ upstreams }: Configuration): DemoPorts | null {
  const [exchange, chain] = upstreams.map(({ url }) => Number(new URL(url).port));
  return exchange && chain ? { exchange, chain } : null;
}
