import { Exit } from "./exit.ts";

const UNREACHABLE = new Set([
  "ENOENT",
  "ECONNREFUSED",
  "ECONNRESET",
  "ETIMEDOUT",
  "EPIPE",
  "57P01",
  "57P02",
  "57P03",
]);

type Coded = { readonly code?: unknown; readonly path?: unknown; readonly syscall?: unknown };

/**
 * One line for whatever ended a command. A driver's message can hold the values of a statement, so of what isn't
 * ours only the code is told.
 */
export function failureLine(error: unknown): string {
  if (error instanceof Exit) return oneLine(error.message);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const { code, path, syscall } = (cause ?? {}) as Coded;
  if (cause instanceof Error && cause.name === "VaultError") return oneLine(`${cause.message}.`);
  if (syscall === "connect" || UNREACHABLE.has(String(code)) || isTimeout(cause))
    return 'The database doesn\'t answer: start Keywarden with "npm start", then run this again.';
  if (code === "EACCES" || code === "EPERM")
    return `${path ?? "The data directory"} is closed to this user: run the command as the user who started Keywarden.`;
  if (code === "28P01" || code === "28000")
    return "The database refused the command's password: restart Keywarden.";
  if (code === "42P01" || code === "42703" || code === "42883" || code === "3D000")
    return "The database isn't of this release: start Keywarden, which brings it up to date.";
  if (typeof code === "string") return `The database refused it (${code}): nothing was changed.`;
  return oneLine(
    error instanceof Error ? `Unexpected: ${error.name} in the command.` : "Unexpected failure.",
  );
}

const isTimeout = (error: unknown) => error instanceof Error && /timeout|terminated/i.test(error.message);
const oneLine = (text: string) => text.replaceAll(/\s*\n\s*/g, " ").trim();
