import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { expect, test } from "../support/launch.ts";
import { beginStart, freshDir } from "../support/product.ts";
import { ask, works } from "../support/watch.ts";

const AS_ROOT = process.getuid?.() === 0;

test("a wrong value", async ({ launch }) => {
  expect(await launch.refusal({ env: { CONSOLE_PORT: "eighty" } })).toBe(
    'CONSOLE_PORT is "eighty": expected a whole number from 1 to 65535.',
  );
  expect(await launch.refusal({ env: { DATABASE_URL: "postgres://db.example/kw" } })).toMatch(
    /^DATABASE_URL .*verify-full/,
  );
  expect(await launch.refusal({ env: { KEYWARDEN_KEK_GATE: "file:/nowhere/key" } })).toMatch(
    /^KEYWARDEN_KEK_GATE /,
  );
  expect(await launch.refusal({ args: ["--jsno"] })).toMatch(/"--jsno".*expected --json or --demo/);
});

for (const name of ["CONSOLE_PORT", "GATEWAY_PORT", "INTERNAL_PORT"]) {
  test(`a taken ${name}`, async ({ launch }) => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as { port: number };
    expect(await launch.refusal({ env: { [name]: String(port) } })).toBe(
      `${name} ${port} is taken on 127.0.0.1: expected a free port.`,
    );
    server.close();
  });
}

test("a directory that cannot be written to", async ({ launch }) => {
  expect(await launch.refusal({ dataDir: "/proc/keywarden" })).toMatch(
    /^KEYWARDEN_DATA_DIR.*\/proc\/keywarden/,
  );
  expect(await launch.refusal({ dataDir: "/dev/null/keywarden" })).toMatch(
    /^KEYWARDEN_DATA_DIR.*not a directory/,
  );
});

test("a directory the database's user cannot reach", async ({ launch }) => {
  test.skip(!AS_ROOT, "as an ordinary user the database runs as that user");
  expect(await launch.refusal({ dataDir: "/root/keywarden-data" })).toMatch(
    /^KEYWARDEN_DATA_DIR.*may not enter \/root/,
  );
  expect(existsSync("/root/keywarden-data")).toBe(false);
});

test("a path too long for a socket", async ({ launch }) => {
  expect(await launch.refusal({ dataDir: `/tmp/${"long".repeat(25)}` })).toMatch(
    /^KEYWARDEN_DATA_DIR.*too long/,
  );
});

test("a full disk", async ({ launch }) => {
  test.skip(!AS_ROOT, "a small disk takes root to mount");
  const dataDir = freshDir();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", dataDir], { stdio: "pipe" });
  } catch {
    return test.skip(true, "this machine mounts no disks");
  }
  try {
    expect(await launch.refusal({ dataDir })).toBe(
      `The disk that holds ${dataDir} is full: free some space and start again.`,
    );
  } finally {
    execFileSync("umount", [dataDir]);
  }
});

test("a directory that another start holds, and a schema that a newer release made", async ({ launch }) => {
  const product = await launch.run();
  const { dataDir } = product;
  const second = await beginStart({ dataDir });
  expect(await second.exited).toBe(1);
  expect(second.stdout()).toBe("");
  expect(second.stderr().trim()).toMatch(/^KEYWARDEN_DATA_DIR .* is in use by process \d+: .+$/);
  expect(await works(product)).toBe(true);

  await ask(
    dataDir,
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('later', 9999999999999)",
  );
  await product.stop();
  expect(await launch.refusal({ dataDir })).toMatch(/was made by a newer Keywarden/);
});
