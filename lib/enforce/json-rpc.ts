import type { JsonValue } from "#lib/crypto/canonical-json.ts";
import { parseStrictJson } from "#lib/crypto/strict-json.ts";
import { type Denial, deny } from "./problems.ts";
import type { RpcRules, Rule } from "./router.ts";

/** Calls in one batch. */
export const BATCH_MAX = 1_000;

export type RpcCall = { readonly method: string; readonly rule: Rule };

export type ReadRpc =
  | {
      readonly ok: true;
      readonly calls: readonly RpcCall[];
      /** What was judged, written anew: this is what is forwarded. */
      readonly text: string;
    }
  | ({ readonly ok: false } & Denial);

/** Nothing that one reader cuts off or folds and the other doesn't: a name is judged as every upstream reads it. */
const METHOD = /^[!-~]{1,128}$/;
const MEMBERS: ReadonlySet<string> = new Set(["jsonrpc", "id", "method", "params"]);

/**
 * Reads a JSON-RPC 2.0 body: one call, or a batch of them, each of a method that some rule names.
 *
 * What two parsers could read differently is refused: repeated and case-variant names, members beyond the four of
 * JSON-RPC, numbers that a double doesn't keep, batches within batches. Pure, never throws.
 *
 * @param body at most the gate's body limit.
 */
export function readJsonRpc(body: Buffer, rules: RpcRules): ReadRpc {
  const parsed = parseStrictJson(body);
  if (!parsed.ok) {
    const [pointer = ""] = Object.keys(parsed.fields ?? {});
    return invalid(pointer, parsed.detail ?? "This is no JSON.");
  }
  const batch = Array.isArray(parsed.value);
  const values: readonly JsonValue[] = batch ? (parsed.value as readonly JsonValue[]) : [parsed.value];
  if (values.length === 0) return invalid("", "A batch holds at least one call.");
  if (values.length > BATCH_MAX) return invalid("", `A batch holds at most ${BATCH_MAX} calls.`);
  const methods: string[] = [];
  for (const [i, value] of values.entries()) {
    const fault = faultOf(value);
    if (fault !== null) return invalid(`${batch ? `/${i}` : ""}${fault.at}`, fault.why);
    methods.push((value as { method: string }).method);
  }
  const calls: RpcCall[] = [];
  for (const method of methods) {
    const rule = rules.match(method);
    if (rule === null) return { ok: false, ...deny("method_unknown", { rpcMethod: method }) };
    calls.push({ method, rule });
  }
  return { ok: true, calls, text: JSON.stringify(parsed.value) };
}

function invalid(pointer: string, why: string): ReadRpc {
  return {
    ok: false,
    ...deny("body_invalid", { why, pointers: [pointer], errors: [{ pointer, detail: why }] }),
  };
}

function faultOf(value: JsonValue): { readonly at: string; readonly why: string } | null {
  if (Array.isArray(value)) return { at: "", why: "A batch holds calls, and no batches." };
  if (typeof value !== "object" || value === null) return { at: "", why: "A call is an object." };
  const call = value as { readonly [name: string]: JsonValue };
  for (const name of Object.keys(call)) {
    if (MEMBERS.has(name)) continue;
    return { at: pointerTo(name), why: "A call has the members jsonrpc, id, method and params only." };
  }
  const member = (name: string) => (Object.hasOwn(call, name) ? call[name] : undefined);
  if (member("jsonrpc") !== "2.0") return { at: "/jsonrpc", why: 'The member jsonrpc must be "2.0".' };
  const method = member("method");
  if (typeof method !== "string" || !METHOD.test(method)) {
    return { at: "/method", why: "The member method must be 1 to 128 visible ASCII characters." };
  }
  const id = member("id");
  if (id !== undefined && id !== null && typeof id !== "string" && typeof id !== "number") {
    return { at: "/id", why: "The member id must be a string, a number or null." };
  }
  const params = member("params");
  if (params !== undefined && (typeof params !== "object" || params === null)) {
    return { at: "/params", why: "The member params must be an array or an object." };
  }
  return null;
}

/** RFC 6901; a name that was sent is cut to what an answer can carry. */
function pointerTo(name: string): string {
  return `/${name.slice(0, 64).replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
