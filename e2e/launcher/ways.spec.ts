import { execFileSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { expect, test } from "../support/launch.ts";
import { processesOf } from "../support/processes.ts";
import { ask, healthy } from "../support/watch.ts";

const AS_ROOT = process.getuid?.() === 0;
const NOBODY = { name: "nobody", uid: 65_534, gid: 65_534 };

test("with the system's PostgreSQL", async ({ launch }) => {
  test.skip(!existsSync("/usr/lib/postgresql"), "this machine has no PostgreSQL of its own");
  const product = await launch.run({ env: { KEYWARDEN_POSTGRES: "system" } });
  expect(await healthy(product)).toBe(true);
  expect(processesOf(product.dataDir).some(({ name }) => /^\/usr\/.*\/postgres -D/.test(name))).toBe(true);
});

test("with the PostgreSQL of npm", async ({ launch }) => {
  const product = await launch.run({ env: { KEYWARDEN_POSTGRES: "npm" } });
  expect(await healthy(product)).toBe(true);
  const [row] = await ask(product.dataDir, "show server_version");
  expect(String(row?.server_version)).toMatch(/^18/);
});

test("as an ordinary user", async ({ launch }) => {
  test.skip(!AS_ROOT, "every other test here runs as one");
  test.skip(readableBy(NOBODY.uid) === false, "this checkout is closed to other users");
  const product = await launch.run({ user: NOBODY, env: { KEYWARDEN_POSTGRES: "npm" } });
  expect(await healthy(product)).toBe(true);
  for (const { pid } of processesOf(product.dataDir)) expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY.uid);
});

function readableBy(uid: number): boolean {
  try {
    execFileSync("setpriv", [`--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "cat", "package.json"], {
      stdio: "pipe",
    });
    return true;
  } catch {
    return false;
  }
}
