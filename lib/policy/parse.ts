import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseAllDocuments } from "yaml";
import type { z } from "zod";
import { err, ok, type Result } from "#lib/kernel/result.ts";
import { checkConfiguration } from "./check.ts";
import { type Configuration, configurationSchema } from "./contract.ts";

/** Longest file that is looked at, in characters. */
export const DOCUMENT_LENGTH_MAX = 1_048_576;

/** What is wrong, where in the file: a path of names and positions. */
export type Problem = { readonly path: readonly PropertyKey[]; readonly message: string };

type Parsed = { readonly document: Document.Parsed; readonly lines: LineCounter };

/**
 * Reads a configuration file whole: YAML 1.2, its shape, and what its parts say of each other. Pure.
 *
 * @returns on refusal `detail` is the first problem, with its path and line, and how many more there are; `fields` holds
 *          all of them by path.
 */
export function parseConfiguration(text: string): Result<Configuration, "configuration_invalid"> {
  if (text.length > DOCUMENT_LENGTH_MAX) {
    return err("configuration_invalid", {
      detail: `The file is longer than ${DOCUMENT_LENGTH_MAX} characters.`,
    });
  }
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    version: "1.2",
  });
  if (!Array.isArray(documents) || documents.length !== 1) {
    return err("configuration_invalid", { detail: "The file must hold exactly one YAML document." });
  }
  const document = documents[0] as Document.Parsed;
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) {
    const { line, col } = lines.linePos(fault.pos[0]);
    // The parser reports the end of its stack like any other fault, in the engine's words.
    const message = /call stack/.test(fault.message) ? "this is nested too deeply" : fault.message;
    return err("configuration_invalid", { detail: `line ${line}, column ${col}: ${message}` });
  }
  const read = { document, lines };
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: 100 });
  } catch {
    return err("configuration_invalid", {
      detail: "The file refers to its own parts too often, or is nested too deeply.",
    });
  }
  const parsed = configurationSchema.safeParse(value);
  if (!parsed.success) {
    const problems = parsed.error.issues.flatMap((issue) => problemsOf(issue, value));
    // A mistyped key explains why another is missing: it comes first.
    return refuse(read, [...problems.filter(({ path }) => valueAt(value, path) !== undefined), ...problems]);
  }
  const problems = checkConfiguration(parsed.data);
  return problems.length === 0 ? ok(parsed.data) : refuse(read, problems);
}

function refuse(read: Parsed, problems: readonly Problem[]): Result<never, "configuration_invalid"> {
  const fields: Record<string, string> = {};
  for (const { path, message } of problems) fields[pathText(path)] ??= message;
  const count = Object.keys(fields).length;
  const [first] = problems;
  const line = first && lineOf(read, first.path);
  const more = count > 1 ? ` (and ${count - 1} more)` : "";
  const detail = first
    ? `${line ? `line ${line}: ` : ""}${pathText(first.path)}: ${first.message}${more}`
    : "The file is no configuration.";
  return err("configuration_invalid", { detail, fields });
}

function problemsOf(issue: z.core.$ZodIssue, root: unknown): Problem[] {
  const { path } = issue;
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownKey(key, path, root) }));
    case "invalid_type":
      return [{ path, message: wrongType(issue, root) }];
    case "too_big":
    case "too_small":
      return [{ path, message: issue.origin === "array" ? arraySize(issue) : issue.message }];
    default:
      return [{ path, message: issue.message }];
  }
}

function unknownKey(key: string, path: readonly PropertyKey[], root: unknown): string {
  const kind = (valueAt(root, path) as { kind?: unknown } | undefined)?.kind;
  if (key === "routes" && kind === "jsonrpc") return "a jsonrpc upstream lists methods, not routes";
  if (key === "methods" && kind === "http") return "an http upstream lists routes, not methods";
  return "no such key";
}

const TYPES: Readonly<Record<string, string>> = {
  array: "a list",
  object: "named fields",
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
};

function wrongType(issue: z.core.$ZodIssueInvalidType, root: unknown): string {
  if (valueAt(root, issue.path) === undefined) return "is missing";
  return issue.message.startsWith("Invalid input")
    ? `must be ${TYPES[issue.expected] ?? issue.expected}`
    : issue.message;
}

function arraySize(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  return issue.code === "too_big"
    ? `must hold at most ${issue.maximum} entries`
    : `must hold at least ${issue.minimum} ${issue.minimum === 1 ? "entry" : "entries"}`;
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  let value = root;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[step];
  }
  return value;
}

/** `upstreams[0].routes[2].scope`; the file itself is "the file". */
export function pathText(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path)
    text += typeof step === "number" ? `[${step}]` : text === "" ? String(step) : `.${String(step)}`;
  return text === "" ? "the file" : text;
}

/** The line of the thing at `path`, or of what should hold it. */
function lineOf({ document, lines }: Parsed, path: readonly PropertyKey[]): number | null {
  for (let length = path.length; length >= 0; length--) {
    const offset = offsetOf(document, path.slice(0, length));
    if (offset !== null) return lines.linePos(offset).line;
  }
  return null;
}

function offsetOf(document: Document.Parsed, path: readonly PropertyKey[]): number | null {
  const last = path.at(-1);
  const holder = path.length === 0 ? null : nodeAt(document, path.slice(0, -1));
  // The key stands where the eye looks first; its value may begin lines below.
  if (isMap(holder)) {
    const pair = holder.items.find((item) => isPair(item) && isScalar(item.key) && item.key.value === last);
    if (pair && isScalar(pair.key) && pair.key.range) return pair.key.range[0];
  }
  const node = nodeAt(document, path);
  return isNode(node) && node.range ? node.range[0] : null;
}

function nodeAt(document: Document.Parsed, path: readonly PropertyKey[]): unknown {
  return path.length === 0 ? document.contents : document.getIn(path as PropertyKey[], true);
}
