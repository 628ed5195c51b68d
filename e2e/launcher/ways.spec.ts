import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "node:tls";
import { expect, test } from "../support/launch.ts";
import { processesOf } from "../support/processes.ts";
import { freshDir } from "../support/product.ts";
import { ask, within, works } from "../support/watch.ts";

const AS_ROOT = process.getuid?.() === 0;
const NOBODY = { name: "nobody", uid: 65_534, gid: 65_534 };

test("with the system's PostgreSQL", async ({ launch }) => {
  test.skip(!existsSync("/usr/lib/postgresql"), "this machine has no PostgreSQL of its own");
  const product = await launch.run({ env: { KEYWARDEN_POSTGRES: "system" } });
  expect(await works(product)).toBe(true);
  expect(processesOf(product.dataDir).some(({ name }) => /^\/usr\/.*\/postgres -D/.test(name))).toBe(true);
});

test("with the PostgreSQL of npm", async ({ launch }) => {
  const product = await launch.run({ env: { KEYWARDEN_POSTGRES: "npm" } });
  expect(await works(product)).toBe(true);
  const [row] = await ask(product.dataDir, "show server_version");
  expect(String(row?.server_version)).toMatch(/^18/);
});

test("as an ordinary user", async ({ launch }) => {
  test.skip(!AS_ROOT, "every other test here runs as one");
  test.skip(readableBy(NOBODY.uid) === false, "this checkout is closed to other users");
  const product = await launch.run({ user: NOBODY, env: { KEYWARDEN_POSTGRES: "npm" } });
  expect(await works(product)).toBe(true);
  for (const { pid } of processesOf(product.dataDir)) expect(statSync(`/proc/${pid}`).uid).toBe(NOBODY.uid);
});

// Guarantee: with DATABASE_URL the data is there and nowhere else, and the URL's own user is the launcher's alone.
test("with a database that is there already", async ({ launch }) => {
  const dir = freshDir();
  const database = spawn(
    process.execPath,
    ["services/postgres/main.ts", JSON.stringify({ dataDir: dir, choice: "auto" })],
    {
      detached: true,
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    },
  );
  await once(database, "message");
  const password = readFileSync(join(dir, "secrets/db-superuser"), "utf8").trim();
  const url = `postgres://kw_superuser:${password}@${encodeURIComponent(join(dir, "postgres/socket"))}/venue`;
  const ordinary = `postgres://kw_superuser:${password}@/postgres?host=${join(dir, "postgres/socket")}`;
  const product = await launch.run({ env: { DATABASE_URL: ordinary } });
  expect(await works(product)).toBe(true);
  expect(existsSync(join(product.dataDir, "postgres"))).toBe(false);
  for (const { pid, name } of processesOf(product.dataDir)) {
    if (name.includes("launcher")) continue;
    expect(readFileSync(`/proc/${pid}/environ`, "utf8"), name).not.toContain(password);
  }
  await product.stop();
  expect(await launch.refusal({ env: { DATABASE_URL: url.replace(password, "wrong") } })).toMatch(
    /^The database of DATABASE_URL cannot be used/,
  );
  database.disconnect();
  await once(database, "exit");
  rmSync(dir, { recursive: true });
});

// Guarantee: with a certificate of one's own everything people reach speaks TLS 1.3 by it.
test("with a certificate that is given", async ({ launch }) => {
  const own = await launch.run();
  const files = {
    KEYWARDEN_TLS_CERT: join(own.dataDir, "gateway.pem"),
    KEYWARDEN_TLS_KEY: join(own.dataDir, "gateway-key.pem"),
  };
  const product = await launch.run({ env: files });
  expect(product.consoleUrl).toMatch(/^https:/);
  for (const url of [product.consoleUrl, product.gatewayUrl]) {
    const { port } = new URL(url);
    const socket = connect({ host: "localhost", port: Number(port), ca: own.ca });
    await once(socket, "secureConnect");
    expect(socket.getProtocol()).toBe("TLSv1.3");
    socket.destroy();
    await expect(
      once(
        connect({ host: "localhost", port: Number(port), ca: own.ca, maxVersion: "TLSv1.2" }),
        "secureConnect",
      ),
    ).rejects.toThrow();
  }
  expect(existsSync(join(product.dataDir, "ca.pem"))).toBe(false);
});

// Guarantee: a host that the configuration routes by is served under its own name, without a restart.
test("with a host that came by the configuration", async ({ launch }) => {
  const product = await launch.run();
  const file = join(product.dataDir, "gate.yaml");
  writeFileSync(
    file,
    `apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: http://127.0.0.1:9
    match: { host: api.venue.example }
    routes:
      - { method: GET, path: /time, scope: null }
`,
  );
  const applied = await product.keywarden("apply", "-f", file, "--json");
  expect(applied.code, applied.stderr).toBe(0);
  const { port } = new URL(product.gatewayUrl);
  const trusted = async (servername: string): Promise<boolean> => {
    const socket = connect({ host: "localhost", port: Number(port), servername, ca: product.ca });
    const [error] = await Promise.race([
      once(socket, "secureConnect"),
      once(socket, "close").then(() => [true]),
    ]).catch(() => [true]);
    socket.destroy();
    return error === undefined;
  };
  expect(await within(10_000, () => trusted("api.venue.example"))).toBeLessThan(10_000);
  expect(await trusted("localhost")).toBe(true);
  expect(await trusted("other.venue.example")).toBe(false);
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
