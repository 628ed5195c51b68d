import { Document, isMap, isSeq, visit } from "yaml";
import type { Tx } from "#lib/db/client.ts";
import type { Configuration, Upstream } from "./contract.ts";
import { findConfiguration } from "./queries.ts";

/** The configuration in force as a file that applies back to the very same. */
export async function exportConfiguration(tx: Tx): Promise<string> {
  return writeConfiguration((await findConfiguration(tx)).configuration);
}

/** A configuration as YAML, in the order and style of the documented example; defaults that matter are spelt out. */
export function writeConfiguration(configuration: Configuration): string {
  const { apiVersion, scopes, upstreams, strangers, limits, tiers } = configuration;
  const document = new Document({
    apiVersion,
    ...(scopes.length > 0 ? { scopes } : {}),
    upstreams: upstreams.map(upstreamEntry),
    strangers,
    limits: limits.map(({ scope, ...limit }) => (scope === null ? limit : { ...limit, scope })),
    tiers,
  });
  // One line for what has no parts of its own: routes, limits, tiers, matches.
  visit(document, {
    Map(_, node, path) {
      const leaf = node.items.every((pair) => !isMap(pair.value) && (!isSeq(pair.value) || path.length > 2));
      if (path.length > 1 && leaf) node.flow = true;
    },
    Seq(key, node) {
      if (key !== "value") return;
      if (node.items.every((item) => !isMap(item))) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

function upstreamEntry(upstream: Upstream): object {
  const { name, kind, url, env, match, profiles, windowMs } = upstream;
  const shared = { name, kind, url, env, match, profiles, windowMs };
  const entry = <T extends { readonly cost: number }>({ cost, ...rest }: T) =>
    cost === 1 ? rest : { ...rest, cost };
  return upstream.kind === "http"
    ? { ...shared, routes: upstream.routes.map(entry) }
    : { ...shared, methods: upstream.methods.map(entry) };
}
