import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject, vi } from "vitest";
import { writePlace } from "#lib/db/connection.ts";
import { type TestVenue, testVenue } from "#lib/keys/testing.ts";
import { runKeywarden } from "./run.ts";

export type Run = { readonly code: number; readonly stdout: string; readonly stderr: string };

export type TestInstallation = TestVenue & {
  readonly dataDir: string;
  /** Runs the command in this process; what it says on stdout and stderr is caught. One at a time. */
  keywarden(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Run>;
  /** With `--json`; fails unless it ended with 0 and printed one JSON value. */
  json<T = Record<string, unknown>>(...args: string[]): Promise<T>;
  /** A file in the data directory. */
  file(name: string, content: string): string;
};

/** A data directory around a test database, as the launcher leaves it: place, passwords, keys. */
export async function testInstallation(): Promise<TestInstallation> {
  const venue = await testVenue();
  const dataDir = mkdtempSync(join(tmpdir(), "kw-cli-"));
  const { host, port, dataDir: cluster } = inject("postgres");
  writePlace(dataDir, { host, port, database: venue.db.name });
  cpSync(join(cluster, "secrets"), join(dataDir, "secrets"), { recursive: true });
  chmodSync(join(dataDir, "secrets"), 0o700);
  for (const purpose of ["gate", "console"]) {
    cpSync(venue.keks[purpose]?.slice("file:".length) ?? "", join(dataDir, "secrets", `kek-${purpose}`));
  }
  const keywarden: TestInstallation["keywarden"] = (args, env = {}) =>
    caught(args, { KEYWARDEN_DATA_DIR: dataDir, ...env });
  return {
    ...venue,
    dataDir,
    keywarden,
    json: async (...args) => {
      const { code, stdout, stderr } = await keywarden([...args, "--json"]);
      if (code !== 0) throw new Error(`exit ${code}: ${stderr}`);
      return JSON.parse(stdout);
    },
    file: (name, content) => {
      const path = join(dataDir, name);
      writeFileSync(path, content);
      return path;
    },
    end: async () => {
      rmSync(dataDir, { recursive: true, force: true });
      await venue.end();
    },
  };
}

async function caught(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Run> {
  const said = { stdout: "", stderr: "" };
  const into = (name: keyof typeof said) => (chunk: unknown) => {
    said[name] += String(chunk);
    return true;
  };
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(into("stdout")),
    vi.spyOn(process.stderr, "write").mockImplementation(into("stderr")),
  ];
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  try {
    const code = await runKeywarden(args);
    return { code, ...said };
  } finally {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}
