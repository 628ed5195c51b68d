import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse } from "yaml";
import { keepSettings } from "#services/launcher/settings-file.ts";
import { type TestInstallation, testInstallation } from "./testing.ts";

const ENTRY = join(import.meta.dirname, "keywarden.mjs");
const CONFIGURATION = `
apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: http://127.0.0.1:9100
    match: { pathPrefix: /exchange }
    routes:
      - { method: GET, path: /api/v3/account, scope: "account:read", cost: 10 }
limits:
  - { name: default, per: key, quota: 1200, windowSec: 60, burst: 120 }
tiers:
  - { name: standard, limits: [default] }
`;

let t: TestInstallation;
beforeAll(async () => {
  t = await testInstallation();
});
afterAll(() => t.end());

// Guarantee: the command's entry, as npm links it, runs as a process of its own and ends with its exit code.
it("runs as its own process", { timeout: 60_000 }, async () => {
  const run = (...args: string[]) =>
    new Promise<{ code: number | null; out: string }>((resolve) => {
      const child = spawn(process.execPath, [ENTRY, ...args], {
        env: { ...process.env, KEYWARDEN_DATA_DIR: t.dataDir },
        stdio: ["ignore", "pipe", "ignore"],
      });
      let out = "";
      child.stdout.on("data", (chunk) => {
        out += chunk;
      });
      child.on("close", (code) => resolve({ code, out }));
    });
  expect(readFileSync(ENTRY, "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  const listed = await run("org", "list", "--json");
  expect([listed.code, JSON.parse(listed.out).length]).toEqual([0, 3]);
  expect(await run("org", "destroy")).toEqual({ code: 2, out: "" });
  expect(await run("key", "show", "k_0000000000000000")).toEqual({ code: 1, out: "" });
});

// Guarantee: an organization is created with what the contract says, and listed with its counts.
it("creates and lists organizations", async () => {
  await t.keywarden(["apply", "-f", t.file("policy.yaml", CONFIGURATION)]);
  const made = await t.json(
    "org",
    "create",
    "--name",
    "Aster",
    "--tier",
    "standard",
    "--ceiling",
    "trade:write",
    "--ceiling",
    "market:read",
  );
  expect(made).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), gates: { confirmed: 0, total: 0 } });
  const all = await t.json<Record<string, unknown>[]>("org", "list");
  expect(all.find(({ id }) => id === made.id)).toMatchObject({
    name: "Aster",
    kind: "client",
    tier: "standard",
    ceiling: ["market:read", "trade:write"],
    keys: 0,
    keysThatMoveMoney: 0,
  });
  for (const [args, line] of [
    [["--name", "Aster", "--ceiling", "market:read"], /--name: .*called "Aster" already/],
    [["--name", "B", "--ceiling", "market:mystery"], /--ceiling: .*market:mystery/],
    [["--name", "B", "--tier", "gold", "--ceiling", "market:read"], /--tier: There is no tier "gold"/],
  ] as const) {
    expect(await t.keywarden(["org", "create", ...args, "--json"])).toMatchObject({
      code: 1,
      stdout: "",
      stderr: expect.stringMatching(line),
    });
  }
});

// Guarantee: an owner's link is a URL of the console with its token in the fragment, for one address.
it("makes an owner's link", async () => {
  const made = await t.json("owner", "create", "--email", "mara@aster.example");
  expect(Object.keys(made)).toEqual(["enrolmentUrl"]);
  expect(made.enrolmentUrl).toMatch(/^http:\/\/localhost:3000\/[^#?]*#[^#]*[A-Za-z0-9_-]{43}$/);
  expect(await t.keywarden(["owner", "create", "--email", "mara"])).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^keywarden: --email: /),
  });
});

// Guarantee: nobody gets a link that could not be used: an address enrols once.
it("refuses an owner's link for an address that is enrolled", async () => {
  await t.db.query(
    "superuser",
    "insert into persons (id, name, email, created_at) values (gen_random_uuid(), 'Ivo', 'Ivo@aster.example', now())",
  );
  expect(await t.keywarden(["owner", "create", "--email", "ivo@aster.example"])).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^keywarden: --email: .*already enrolled/),
  });
});

// Guarantee: in a shell that knows the data directory alone, the command speaks of the addresses of the last start;
// what the shell says itself goes before them.
it("takes the settings of the last start", async () => {
  keepSettings(t.dataDir, {
    CONSOLE_PORT: "3100",
    GATEWAY_PORT: "8543",
    DATABASE_URL: "postgres://u:p@localhost/x",
  });
  try {
    const link = async (env: Record<string, string>) =>
      (await t.keywarden(["owner", "create", "--email", "mara@aster.example", "--json"], env)).stdout;
    expect(await link({})).toContain("http://localhost:3100/");
    expect(await link({ CONSOLE_PORT: "" })).toContain("http://localhost:3100/");
    expect(await link({ CONSOLE_PORT: "3200" })).toContain("http://localhost:3200/");
    expect(readFileSync(join(t.dataDir, "settings.json"), "utf8")).not.toMatch(/postgres|DATA_DIR/);
  } finally {
    rmSync(join(t.dataDir, "settings.json"));
  }
});

// Guarantee: a configuration shows its plan, is applied whole, is exported as it was, and twice is once.
it("applies and exports a configuration", async () => {
  const limits = CONFIGURATION.replace("quota: 1200", "quota: 2400");
  const file = t.file("wider.yaml", limits);
  const dry = await t.json("apply", "-f", file, "--dry-run");
  expect(dry).toMatchObject({
    changed: true,
    dryRun: true,
    plan: [expect.objectContaining({ widens: true })],
  });
  expect(dry).not.toHaveProperty("gates");
  expect(await t.json("export")).toMatchObject({ limits: [{ quota: 1200 }] });
  const said = await t.keywarden(["apply", "-f", file]);
  expect(said).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^~ limit default.*\(widens access\)/m),
  });
  expect(await t.json("apply", "-f", file)).toMatchObject({
    changed: false,
    plan: [],
    gates: { confirmed: 0, total: 0 },
  });
  const exported = await t.keywarden(["export"]);
  expect(parse(exported.stdout)).toEqual(await t.json("export"));
  expect(await t.json("apply", "-f", t.file("again.yaml", exported.stdout))).toMatchObject({
    changed: false,
  });
});

// Guarantee: a wrong configuration is refused by the name of what is wrong, and changes nothing.
it.each([
  ["an unknown key", CONFIGURATION.replace("kind: http", "kind: http\n    colour: red"), /colour/],
  ["an unknown scope", CONFIGURATION.replace("account:read", "account:mystery"), /account:mystery/],
  ["what is no YAML", "upstreams: [", /keywarden: /],
])("refuses %s in a configuration", async (_, text, line) => {
  const before = (await t.keywarden(["export"])).stdout;
  const refused = await t.keywarden(["apply", "-f", t.file("bad.yaml", text), "--json"]);
  expect(refused).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(line) });
  expect(refused.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect((await t.keywarden(["export"])).stdout).toBe(before);
});

// Guarantee: without an installation, or without its database, one line says what to do.
it("says what to do when nothing runs", async () => {
  const empty = mkdtempSync(join(tmpdir(), "kw-none-"));
  const at = (dir: string) => t.keywarden(["key", "list"], { KEYWARDEN_DATA_DIR: dir });
  expect(await at(empty)).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/no Keywarden in .*npm start/),
  });
  writeFileSync(
    join(empty, "database.json"),
    JSON.stringify({ host: empty, port: 5432, database: "keywarden" }),
  );
  expect(await at(empty)).toMatchObject({ code: 1, stdout: "" });
  const { dataDir } = t;
  const away = JSON.parse(readFileSync(join(dataDir, "database.json"), "utf8"));
  writeFileSync(join(dataDir, "database.json"), JSON.stringify({ ...away, host: empty }));
  expect(await at(dataDir)).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/database doesn't answer.*npm start/),
  });
  writeFileSync(join(dataDir, "database.json"), JSON.stringify(away));
  expect(await t.keywarden(["key", "list"], { GATEWAY_PORT: "no" })).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^keywarden: GATEWAY_PORT is "no": expected/),
  });
  rmSync(empty, { recursive: true });
});

// Guarantee: a key-encryption key that others can read is refused before a secret is sealed under it.
it("seals nothing under an exposed key", async () => {
  const file = join(t.dataDir, "secrets", "kek-gate");
  chmodSync(file, 0o644);
  const args = [
    "key",
    "issue",
    "--org",
    t.halcyonId,
    "--name",
    "x",
    "--kind",
    "hmac",
    "--scope",
    "market:read",
    "--reason",
    "for a test",
  ];
  expect(await t.keywarden(args)).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/chmod 600/),
  });
  chmodSync(file, 0o600);
  expect((await t.keywarden(args)).code).toBe(0);
});

// Guarantee: the doctor names what is wrong and what to do about it, and ends with 1 while anything is.
it("examines the installation", async () => {
  const ports = await Promise.all(
    [0, 0, 0].map(
      () =>
        new Promise<{ port: number; close: () => void }>((resolve) => {
          const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1", () => {
            const address = server.address();
            resolve({
              port: typeof address === "object" && address ? address.port : 0,
              close: () => server.close(),
            });
          });
        }),
    ),
  );
  const [CONSOLE_PORT, GATEWAY_PORT, INTERNAL_PORT] = ports.map(({ port }) => String(port));
  const env = {
    CONSOLE_PORT: CONSOLE_PORT ?? "",
    GATEWAY_PORT: GATEWAY_PORT ?? "",
    INTERNAL_PORT: INTERNAL_PORT ?? "",
  };
  const examine = async () => {
    const run = await t.keywarden(["doctor", "--json"], env);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    const [report = "", line = ""] = run.stderr.trimEnd().split("\n");
    expect(line).toMatch(/^keywarden: \d+ of \d+ checks failed; what to do stands above\.$/);
    const { ok, checks } = JSON.parse(report) as {
      ok: boolean;
      checks: { id: string; state: string; remedy: string | null }[];
    };
    expect(ok).toBe(false);
    for (const { state, remedy } of checks) expect(remedy === null).toBe(state === "Healthy");
    return new Map(checks.map((check) => [check.id, check]));
  };
  const first = await examine();
  for (const id of [
    "data-directory",
    "secrets",
    "database",
    "schema",
    "clock",
    "port-console",
    "port-gate",
    "port-internal",
  ])
    expect(first.get(id), id).toMatchObject({ state: "Healthy" });
  // No gate runs and no certificate was made here: it says so.
  expect(first.get("gates")).toMatchObject({ state: "Down" });
  expect(first.get("certificate")).toMatchObject({ state: "Down" });
  chmodSync(join(t.dataDir, "secrets", "db-gate"), 0o640);
  await t.db.query(
    "superuser",
    "insert into drizzle.__drizzle_migrations (hash, created_at) values ('x', 1)",
  );
  for (const { close } of ports) close();
  const second = await examine();
  expect(second.get("secrets")).toMatchObject({
    state: "Degraded",
    remedy: expect.stringContaining("db-gate"),
  });
  expect(second.get("schema")).toMatchObject({ state: "Down" });
  expect(second.get("port-gate")).toMatchObject({
    state: "Down",
    remedy: expect.stringContaining("npm start"),
  });
  chmodSync(join(t.dataDir, "secrets", "db-gate"), 0o600);
  const said = await t.keywarden(["doctor"], env);
  expect(said).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^FAIL {2}Schema .*\n +→ A newer release/m),
  });
});
