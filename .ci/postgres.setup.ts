import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { clusterAdmin } from "../services/postgres/cluster.ts";
import { startWrapper } from "./postgres-wrapper.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** A real PostgreSQL of this run alone: its superuser's connection, and a directory that goes with the run. */
    postgres: { host: string; port: number; user: string; password: string; dataDir: string };
  }
}

/** One cluster for the whole run. It lives in the product's own wrapper, so it goes even when this process is killed. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), "kw-it-"));
  // As root the server runs under another user, which has to get to its directory.
  chmodSync(dataDir, 0o711);
  const stop = await startWrapper(dataDir);
  project.provide("postgres", { ...clusterAdmin(dataDir), dataDir });
  return async () => {
    await stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
