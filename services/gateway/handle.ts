import { clientAddress } from "#lib/enforce/address.ts";
import { type CredentialFault, proveBearer, proveSignature, stillLives } from "#lib/enforce/authenticate.ts";
import { canonicalSegments, queryIsPlain } from "#lib/enforce/canonical-path.ts";
import { FUTURE_MS_MAX } from "#lib/enforce/compile.ts";
import { BODY_BYTES_MAX, isJson, judgeForm } from "#lib/enforce/conformance.ts";
import { type Decision, decide, decideCall, type SignedAt } from "#lib/enforce/decide.ts";
import { readJsonRpc } from "#lib/enforce/json-rpc.ts";
import { type Denial, deny } from "#lib/enforce/problems.ts";
import type { RpcRules, Rule, UpstreamTarget } from "#lib/enforce/router.ts";
import type { Version } from "#lib/enforce/snapshot.ts";
import { combine } from "#lib/limits/limit-set.ts";
import { contentDigestMatches, parseContentDigest } from "#lib/signing/content-digest.ts";
import type { ParsedSignature } from "#lib/signing/rfc9421.ts";
import type { Done, Exchange } from "./exchange.ts";
import { IN_FLIGHT_MAX } from "./gate.ts";
import { readBody } from "./read-body.ts";

/** What the request was routed to, and how it proved itself: enough to judge it again once its body is there. */
type Case = {
  readonly upstream: UpstreamTarget;
  /** The route's rule; for JSON-RPC the rules to find each call's in. */
  readonly rule: Rule | RpcRules;
  readonly keyId: string;
  readonly signature: ParsedSignature | null;
};
type SignedCase = Case & { readonly signature: ParsedSignature };

const NO_BODY = Buffer.alloc(0);

/**
 * A request through the gate: form → host → path → route → credential → body → nonce → key → scope → limits → forward.
 * Each step may refuse; the order is policy. Nothing waits but for the body.
 */
export function handle(exchange: Exchange, expectsContinue: boolean): Done {
  const { gate, req, facts, target, path } = exchange;
  exchange.address = clientAddress(exchange.connection.peer, facts.forwardedFor, gate.trustedProxies);
  const form = judgeForm({ httpVersion: req.httpVersion, target }, facts);
  if (form !== null) return exchange.refuse(form);
  const authority = gate.authorities.find(facts.host ?? "");
  if (authority === "malformed")
    return exchange.refuse(deny("request_malformed", { why: "Host is malformed." }));
  if (authority === "unknown") return exchange.refuse(deny("authority_unknown", {}));
  const segments = canonicalSegments(path);
  if (segments === null || !queryIsPlain(target.slice(path.length + 1))) {
    return exchange.refuse(
      deny("request_malformed", { why: "The path or the query is not in canonical form." }),
    );
  }
  const routed = gate.enforced.router.route(authority.hostname, exchange.method, segments);
  exchange.upstream = routed.upstream;
  if (routed.outcome === "no_route") return exchange.refuse(deny("route_unknown", {}));
  if (routed.outcome === "no_method") {
    return exchange.refuse(deny("method_unknown", { allow: routed.allow }), [
      "Allow",
      routed.allow.join(", "),
    ]);
  }
  const { upstream } = routed;
  const rule = routed.outcome === "rule" ? routed.rule : routed.rpc;
  if (routed.outcome === "rule") exchange.label = routed.rule.label;
  if (exchange.body.length !== null && exchange.body.length > BODY_BYTES_MAX) {
    return exchange.refuse(deny("body_too_large", { limitBytes: BODY_BYTES_MAX }));
  }
  if (gate.inFlight >= IN_FLIGHT_MAX) return exchange.refuse(deny("overloaded", {}), ["Retry-After", "1"]);
  if ("scope" in rule && rule.scope === null) return handlePublic(exchange, upstream, rule);
  return authenticate(exchange, upstream, rule, expectsContinue);
}

/** A public route knows nobody: whatever credential comes along is dropped like any other header of this hop. */
function handlePublic(exchange: Exchange, upstream: UpstreamTarget, rule: Rule): Done {
  if (exchange.body.present) {
    return exchange.refuse(deny("request_malformed", { why: "A public route takes no body." }));
  }
  const callers = { key: null, org: null, ip: exchange.address.block };
  if (!debit(exchange, rule.limitsOf(null), rule.cost, callers)) return "done";
  return exchange.gate.forwarder.forward(exchange, upstream, {
    holder: null,
    body: null,
    rewritten: false,
    risk: "read",
  });
}

function authenticate(
  exchange: Exchange,
  upstream: UpstreamTarget,
  rule: Rule | RpcRules,
  expectsContinue: boolean,
): Done {
  const { gate, req, facts, atMs } = exchange;
  const credential = exchange.connection.credentialOf(facts, req.rawHeaders);
  switch (credential.kind) {
    case "malformed":
      return exchange.refuse(deny("request_malformed", { why: credential.why }));
    case "absent":
      return refuseStranger(exchange, "absent");
    case "void":
      return refuseStranger(exchange, credential.cause);
    case "bearer": {
      const { keyId } = credential.token;
      const holder = gate.snapshot.find(keyId);
      exchange.holder = holder;
      const proof = proveBearer(credential.token, holder?.key ?? null, atMs);
      if (!proof.proved) return refuseStranger(exchange, proof.cause);
      exchange.version = proof.version;
      const about = { upstream, rule, keyId, signature: null };
      if (!exchange.body.present) return complete(exchange, about, NO_BODY);
      // Proved without the body: who may not go on anyway doesn't get to send one.
      const early = judge(exchange, about);
      if (!early.allow) return exchange.refuse(early);
      return readBody(exchange, expectsContinue, (body) => complete(exchange, about, body));
    }
    case "signature": {
      const { signature } = credential;
      const holder = gate.snapshot.find(signature.keyId);
      exchange.holder = holder;
      const skew = decideTime(exchange, upstream, signature);
      if (skew !== null) return exchange.refuse(skew);
      const received = {
        method: exchange.method,
        scheme: gate.scheme,
        host: facts.host ?? "",
        target: exchange.target,
        rawHeaders: req.rawHeaders,
      };
      const key = holder?.key ?? null;
      const hasBody = exchange.body.present;
      const proof = proveSignature(signature, received, {
        hasBody,
        key,
        nowMs: atMs,
        secretOf: gate.secretOf,
      });
      if (!proof.proved) return refuseStranger(exchange, proof.cause);
      const about = { upstream, rule, keyId: signature.keyId, signature };
      if (!hasBody) return completeSigned(exchange, about, proof.version, NO_BODY);
      return readBody(exchange, expectsContinue, (body) =>
        completeSigned(exchange, about, proof.version, body),
      );
    }
  }
}

/** A signature proves nothing before the body is the one whose digest it covers. */
function completeSigned(exchange: Exchange, about: SignedCase, version: Version, body: Buffer): Done {
  const fault = judgeDigest(exchange, about.signature, body);
  if (fault === "digest_mismatch") return refuseStranger(exchange, fault);
  if (fault !== null) return exchange.refuse(fault);
  exchange.version = version;
  return complete(exchange, about, body);
}

/** Everybody who proves nothing gets one answer, and those who go on failing another, by their address alone. */
function refuseStranger(exchange: Exchange, cause: CredentialFault): Done {
  const banSec = exchange.gate.enforced.strangers.fail(exchange.address.block, nowUs());
  if (banSec === 0) return exchange.refuse(deny("invalid_credentials", { cause }));
  const detail = { violatedPolicies: ["strangers"], retryAfterSec: banSec };
  return exchange.refuse(deny("rate_limited", detail), ["Retry-After", String(banSec)]);
}

/** The time alone, before anything is verified: it is judged alike for every key and for none. */
function decideTime(exchange: Exchange, upstream: UpstreamTarget, signature: ParsedSignature): Denial | null {
  const decision = decide({
    nowMs: exchange.atMs,
    signedAt: signedAt(exchange, upstream, signature),
    holder: null,
    fault: null,
    ip: exchange.address,
    env: upstream.env,
  });
  return !decision.allow && decision.code === "timestamp_skew" ? decision : null;
}

function signedAt({ gate }: Exchange, upstream: UpstreamTarget, signature: ParsedSignature): SignedAt {
  const createdMs = signature.createdSec * 1000;
  return {
    createdMs,
    expiresMs: signature.expiresSec === null ? null : signature.expiresSec * 1000,
    windowMs: upstream.windowMsFor(createdMs),
    notBeforeMs: gate.notBeforeMs,
  };
}

function judgeDigest(
  { req }: Exchange,
  signature: ParsedSignature,
  body: Buffer,
): Denial | "digest_mismatch" | null {
  if (!signature.components.includes("content-digest")) return null;
  const digests = parseContentDigest(req.rawHeaders);
  if (digests.ok) return contentDigestMatches(digests.value, body) ? null : "digest_mismatch";
  if (digests.code === "invalid_credentials") return "digest_mismatch";
  return deny("request_malformed", { why: digests.detail ?? "Content-Digest can't be read." });
}

/** With the body there: what may have changed since the headers came is looked at once more. */
function complete(exchange: Exchange, about: Case, body: Buffer): Done {
  const { gate } = exchange;
  if (exchange.over) return "done";
  const { upstream, rule, keyId, signature } = about;
  const holder = gate.snapshot.find(keyId);
  if (holder === null) return refuseStranger(exchange, "key_unknown");
  exchange.holder = holder;
  if (!stillLives(exchange.version, holder.key, Date.now())) return refuseStranger(exchange, "version_ended");
  if (signature !== null) {
    const repeat = remember(exchange, about, signature);
    if (repeat !== null)
      return exchange.refuse(repeat, repeat.code === "nonce_replayed" ? [] : ["Retry-After", "1"]);
  }
  const decision = judge(exchange, about);
  if (!decision.allow) return exchange.refuse(decision, retryHeader(decision));
  const callers = { key: holder.key.id, org: holder.org.id, ip: exchange.address.block };
  const { tier } = holder.org;
  if ("scope" in rule) {
    if (!debit(exchange, rule.limitsOf(tier), rule.cost, callers)) return "done";
    const { risk } = rule;
    return gate.forwarder.forward(exchange, upstream, { holder, body, rewritten: false, risk });
  }
  if (!isJson(exchange.facts.contentType)) return exchange.refuse(deny("media_type_unsupported", {}));
  const rpc = readJsonRpc(body, rule);
  if (!rpc.ok) return exchange.refuse(rpc);
  exchange.label = labelOf(rpc.calls.map((call) => call.rule.label));
  for (const call of rpc.calls) {
    const { scope, risk } = call.rule;
    const verdict = decideCall(
      holder,
      { scope: scope ?? "", risk, rpcMethod: call.method },
      gate.staleness(),
    );
    if (!verdict.allow) {
      exchange.label = call.rule.label;
      return exchange.refuse(verdict, retryHeader(verdict));
    }
  }
  const together = combine(
    rpc.calls.map((call) => ({ limits: call.rule.limitsOf(tier), cost: call.rule.cost })),
  );
  if (!debit(exchange, together.limits, together.costs, callers)) return "done";
  const risk = rpc.calls.some((call) => call.rule.risk !== "read") ? "transfer" : "read";
  return gate.forwarder.forward(exchange, upstream, {
    holder,
    body: Buffer.from(rpc.text),
    rewritten: true,
    risk,
  });
}

/** Who asks, at this very moment; and for a route, what they ask for. */
function judge(exchange: Exchange, { upstream, rule, signature }: Case): Decision {
  const { gate, holder, address } = exchange;
  const decision = decide({
    nowMs: Date.now(),
    signedAt: signature === null ? null : signedAt(exchange, upstream, signature),
    holder,
    fault: null,
    ip: address,
    env: upstream.env,
  });
  if (!decision.allow || holder === null || !("scope" in rule)) return decision;
  return decideCall(holder, { scope: rule.scope ?? "", risk: rule.risk }, gate.staleness());
}

function remember(
  exchange: Exchange,
  { upstream, keyId }: Case,
  { nonce, createdSec }: ParsedSignature,
): Denial | null {
  const keepMs = upstream.windowMsFor(createdSec * 1000) + FUTURE_MS_MAX;
  const kept = exchange.gate.nonces.remember(keyId, nonce, Date.now(), keepMs);
  if (kept === "kept") return null;
  return deny(kept === "replayed" ? "nonce_replayed" : "replay_memory_full", {});
}

type Limits = ReturnType<Rule["limitsOf"]>;
type Callers = Parameters<Limits["debit"]>[0];

/** Spends what the request costs. @returns false: a limit refused, and the exchange is answered. */
function debit(
  exchange: Exchange,
  limits: Limits,
  cost: number | readonly number[],
  callers: Callers,
): boolean {
  const { allowed, violated, retryAfterSec, neverFits, rateLimit } = limits.debit(callers, cost, nowUs());
  exchange.rateLimitPolicy = limits.policyHeader;
  exchange.rateLimit = rateLimit;
  if (allowed) return true;
  const why = "The calls together cost more than a limit's burst. Send them in smaller batches.";
  const detail = { violatedPolicies: violated, retryAfterSec, ...(neverFits ? { why } : {}) };
  exchange.refuse(deny("rate_limited", detail), ["Retry-After", String(retryAfterSec)]);
  return false;
}

function retryHeader({ code }: Denial): readonly string[] {
  return code === "stale_policy" ? ["Retry-After", "5"] : [];
}

/** A batch of several methods is counted under the first, and says that there were more. */
function labelOf(labels: readonly string[]): string {
  const [first = ""] = labels;
  return labels.every((label) => label === first) ? first : `${first} and others`;
}

/** Whole microseconds of the process's monotonic clock. */
function nowUs(): number {
  return Math.floor(performance.now() * 1000);
}
