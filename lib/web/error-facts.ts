/** What may be written down of an error: where it happened and of which kind it is, never a value. */
export type ErrorFacts = {
  readonly name: string;
  readonly code?: string;
  readonly constraint?: string;
  readonly table?: string;
  /** Statement with placeholders. */
  readonly query?: string;
  readonly at: readonly string[];
};

const FRAMES_MAX = 12;
const QUERY_CHARS_MAX = 500;

/**
 * Reduces an error to facts that are safe to log. Messages are left out: a database error's holds parameter
 * values, and a bug's may hold anything.
 */
export function errorFacts(error: unknown): ErrorFacts {
  if (!(error instanceof Error)) return { name: typeof error, at: [] };
  const database = databaseFacts(error.cause) ?? databaseFacts(error);
  const query = "query" in error && typeof error.query === "string" ? error.query : undefined;
  return {
    name: error.constructor.name,
    ...database,
    ...(query === undefined ? {} : { query: query.slice(0, QUERY_CHARS_MAX) }),
    at: framesOf(error),
  };
}

function databaseFacts(error: unknown): { code?: string; constraint?: string; table?: string } | null {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return null;
  const { constraint, table } = error as { constraint?: unknown; table?: unknown };
  return {
    code: error.code.slice(0, 40),
    ...(typeof constraint === "string" ? { constraint } : {}),
    ...(typeof table === "string" ? { table } : {}),
  };
}

/** The lines below the message: one that holds a line break could look like a frame. */
function framesOf(error: Error): readonly string[] {
  const stack = error.stack ?? "";
  const message = stack.indexOf(error.message);
  const frames = message < 0 ? stack : stack.slice(message + error.message.length);
  return frames
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .slice(0, FRAMES_MAX)
    .map((line) => line.trim());
}
