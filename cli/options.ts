import { readFileSync, statSync } from "node:fs";
import type { Command } from "commander";
import type * as z from "zod/v4/core";
import { safeParse } from "zod/v4/core";
import { fieldErrors } from "#lib/kernel/field-errors.ts";
import { invalidArguments, refused, wrongUsage } from "./exit.ts";

const FILE_BYTES_MAX = 4 * 1024 * 1024;

/** For a flag that repeats: `--scope a --scope b`. */
export function repeated(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}

/** Whether the answer is to be JSON. */
export function wantsJson(command: Command): boolean {
  return command.optsWithGlobals<{ json?: boolean }>().json === true;
}

/** The arguments as their contract reads them; the first wrong one ends the command. */
export function parsed<S extends z.$ZodType>(schema: S, raw: Readonly<Record<string, unknown>>): z.output<S> {
  // What was not given is left out, so that the contract's defaults apply.
  const given = Object.fromEntries(Object.entries(raw).filter(([, value]) => value !== undefined));
  const result = safeParse(schema, given);
  if (!result.success) throw invalidArguments(fieldErrors(result.error));
  return result.data;
}

/** A file's text, `-` for stdin; at most 4 MiB. */
export function fileText(flag: string, path: string): string {
  try {
    if (path !== "-" && statSync(path).size > FILE_BYTES_MAX)
      throw refused(`${flag}: ${path} is larger than 4 MiB.`);
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw refused(`${flag}: ${path} can't be read (${code}).`);
  }
}

/** `--constraint k=v`, repeated. */
export function pairs(flag: string, texts: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf("=");
      if (at < 1) throw wrongUsage(`${flag}: ${JSON.stringify(text)} is not name=value.`);
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
}
