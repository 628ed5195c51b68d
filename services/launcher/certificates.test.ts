import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import { afterEach, beforeEach, expect, it } from "vitest";
import { privateDir } from "#services/secret-file.ts";
import { ensureCertificates } from "./certificates.ts";

const DAY_MS = 86_400_000;
const NAMES = ["::1", "127.0.0.1", "gate.venue.example", "localhost"];
const NOW = Date.now();
let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "kw-cert-"));
  privateDir(join(dir, "secrets"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const pem = (file: string) => readFileSync(join(dir, file), "utf8");

// Guarantee: a client that trusts ca.pem, and nothing else, reaches the gate by each of its names.
it("serves every configured name under the local CA", async () => {
  await ensureCertificates(dir, NAMES, NOW);
  const server = createServer({
    cert: pem("gateway.pem"),
    key: pem("gateway-key.pem"),
    minVersion: "TLSv1.3",
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const outcome = (name: string, ca?: string) =>
    new Promise((resolve) => {
      const socket = connect({
        host: "127.0.0.1",
        port,
        servername: name.includes(":") || /^\d/.test(name) ? "" : name,
        ca,
        checkServerIdentity: (_, cert) => identity(name, cert),
      });
      socket
        .once("secureConnect", () => resolve("trusted"))
        .once("error", (error) => resolve((error as NodeJS.ErrnoException).code));
      socket.once("secureConnect", () => socket.destroy());
    });
  const { checkServerIdentity } = await import("node:tls");
  const identity = (name: string, cert: Parameters<typeof checkServerIdentity>[1]) =>
    checkServerIdentity(name, cert);
  for (const name of NAMES) expect(await outcome(name, pem("ca.pem"))).toBe("trusted");
  expect(await outcome("other.example", pem("ca.pem"))).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  expect(await outcome("localhost")).toBe("UNABLE_TO_VERIFY_LEAF_SIGNATURE");
  server.close();
});

// Guarantee: private keys are readable by their owner alone.
it("keeps both keys in 0600 files", async () => {
  await ensureCertificates(dir, NAMES, NOW);
  for (const file of ["gateway-key.pem", "secrets/ca-key.pem"])
    expect(statSync(join(dir, file)).mode & 0o777).toBe(0o600);
});

// Guarantee: clients that trust ca.pem keep working over restarts, new names and renewals.
it("renews the gate's certificate for new names or under 30 days, under the same CA", async () => {
  expect(await ensureCertificates(dir, NAMES, NOW)).toMatchObject({ renewed: true });
  const ca = pem("ca.pem");
  expect(await ensureCertificates(dir, NAMES, NOW)).toMatchObject({ renewed: false });
  expect(await ensureCertificates(dir, [...NAMES, "api.venue.example"], NOW)).toMatchObject({
    renewed: true,
  });
  expect(await ensureCertificates(dir, [...NAMES, "api.venue.example"], NOW + 366 * DAY_MS)).toMatchObject({
    renewed: false,
  });
  expect(await ensureCertificates(dir, [...NAMES, "api.venue.example"], NOW + 368 * DAY_MS)).toMatchObject({
    renewed: true,
  });
  expect(pem("ca.pem")).toBe(ca);
});

// Guarantee: a restart keeps the hosts that the configuration brought, until the gate says which they are.
it("leaves a certificate alone that has more names, where more will do", async () => {
  await ensureCertificates(dir, [...NAMES, "api.venue.example"], NOW);
  expect(await ensureCertificates(dir, NAMES, NOW, true)).toMatchObject({ renewed: false });
  expect(await ensureCertificates(dir, [...NAMES, "new.venue.example"], NOW, true)).toMatchObject({
    renewed: true,
  });
});

// Guarantee: a start cut short between two files leaves nothing that keeps the next one from serving.
it("makes anew what does not belong together or cannot be read", async () => {
  await ensureCertificates(dir, NAMES, NOW);
  const key = pem("gateway-key.pem");
  writeFileSync(join(dir, "gateway-key.pem"), pem("secrets/ca-key.pem"));
  expect(await ensureCertificates(dir, NAMES, NOW)).toMatchObject({ renewed: true });
  expect(pem("gateway-key.pem")).not.toBe(key);
  writeFileSync(join(dir, "gateway.pem"), "half");
  expect(await ensureCertificates(dir, NAMES, NOW)).toMatchObject({ renewed: true });
  writeFileSync(join(dir, "secrets/ca-key.pem"), key);
  expect(await ensureCertificates(dir, NAMES, NOW)).toMatchObject({ renewed: true });
  expect(await ensureCertificates(dir, NAMES, NOW)).toMatchObject({ renewed: false });
});
