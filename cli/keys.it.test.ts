import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { afterAll, beforeAll, expect, it } from "vitest";
import { keyPair } from "#lib/keys/testing.ts";
import { type TestInstallation, testInstallation } from "./testing.ts";

type Issued = { keyId: string; versionId: string; secret?: string; status: string; gates: object };

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

let t: TestInstallation;
let pem: string;
beforeAll(async () => {
  t = await testInstallation();
  pem = t.file("public.pem", keyPair().pem);
});
afterAll(() => t.end());

const issueArgs = (...more: string[]) => [
  "key",
  "issue",
  "--org",
  t.halcyonId,
  "--reason",
  "for a test",
  ...more,
];
let count = 0;
const name = () => `key ${count++}`;
const issue = (kind: string, ...more: string[]) =>
  t.json<Issued>(...issueArgs("--name", name(), "--kind", kind, "--scope", "market:read", ...more));
const state = () =>
  t.db.query(
    "superuser",
    "select (select count(*) from api_keys) keys, (select count(*) from audit_outbox) events",
  );

// Guarantee: each kind prints what the contract says and nothing more, and the operator's print is audited by name.
it("issues each kind", async () => {
  const bearer = await issue("bearer", "--env", "test");
  expect(Object.keys(bearer)).toEqual(["keyId", "versionId", "secret", "status", "gates"]);
  expect(bearer).toMatchObject({ status: "active", gates: { confirmed: 0, total: 0 } });
  expect(bearer.secret).toMatch(new RegExp(`^kw_test_${bearer.keyId}_[0-9A-Za-z]{49}$`));
  expect((await issue("hmac")).secret).toMatch(/^[0-9A-Za-z]{43}$/);
  expect(await issue("ed25519", "--public-key", pem)).not.toHaveProperty("secret");
  const events = await t.db.query(
    "superuser",
    "select action, actor_kind, actor_id from audit_outbox where target_id = $1 order by event_id",
    [bearer.keyId],
  );
  const actor = { actor_kind: "command", actor_id: `cli:${userInfo().username}` };
  expect(events).toEqual([
    { action: "key.issued", ...actor },
    { action: "secret.revealed", ...actor },
  ]);
});

// Guarantee: `show` and `list` have exactly the contract's fields, and what was left out has the contract's defaults.
it("shows a key as the contract says", async () => {
  const { keyId, versionId } = await issue(
    "hmac",
    "--ip",
    "203.0.113.9/26",
    "--ip",
    "2001:DB8::1",
    "--scope",
    "trade:write",
  );
  const shown = await t.json("key", "show", keyId);
  expect(shown).toEqual({
    keyId,
    name: expect.any(String),
    orgId: t.halcyonId,
    env: "live",
    kind: "hmac",
    profile: "rfc9421",
    status: "active",
    scopes: ["market:read", "trade:write"],
    ips: ["203.0.113.0/26", "2001:db8::1/128"],
    constraints: {},
    createdAt: expect.stringMatching(TIME),
    expiresAt: expect.stringMatching(TIME),
    lastUsedAt: null,
    versions: [{ versionId, status: "current", createdAt: expect.stringMatching(TIME), validUntil: null }],
  });
  const life = Date.parse(String(shown.expiresAt)) - Date.parse(String(shown.createdAt));
  expect(life).toBe(90 * 86_400_000);
  const { versions: _, ...row } = shown;
  const listed = await t.json<{ keyId: string }[]>("key", "list", "--org", t.halcyonId);
  expect(listed.find((key) => key.keyId === keyId)).toEqual(row);
  expect(await t.json("key", "list", "--org", t.meridianId)).toEqual([]);
});

// Guarantee: every act prints the contract's fields, and doing it twice says the same.
it("suspends, resumes, rotates and revokes", async () => {
  const { keyId, secret } = await issue("hmac");
  const act = (verb: string) => t.json("key", verb, keyId, "--reason", "for a test");
  const first = await act("suspend");
  expect(first).toEqual({
    status: "suspended",
    effectiveAt: expect.stringMatching(TIME),
    gates: { confirmed: 0, total: 0 },
  });
  expect(await act("suspend")).toEqual(first);
  expect(await act("resume")).toMatchObject({ status: "active" });
  const before = Date.now();
  const rotated = await t.json("key", "rotate", keyId, "--reason", "for a test", "--overlap", "1h");
  expect(Object.keys(rotated)).toEqual(["keyId", "versionId", "secret", "previousValidUntil", "gates"]);
  expect(rotated.secret).not.toBe(secret);
  const overlap = Date.parse(String(rotated.previousValidUntil)) - before;
  expect(overlap).toBeGreaterThanOrEqual(3_600_000);
  expect(overlap).toBeLessThan(3_600_000 + 20_000);
  expect(await act("revoke")).toMatchObject({ status: "revoked" });
  const late = await t.keywarden(["key", "resume", keyId, "--reason", "for a test", "--json"]);
  expect(late).toMatchObject({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^keywarden: .*revoked.*final.*\n$/),
  });
});

// Guarantee: what is refused names its flag in one line, prints nothing on stdout and changes nothing.
it.each<[string, string[], RegExp]>([
  [
    "an unknown scope",
    ["--kind", "hmac", "--scope", "market:mystery"],
    /^keywarden: --scope: .*market:mystery/,
  ],
  ["a malformed scope", ["--kind", "hmac", "--scope", "market"], /^keywarden: --scope: .*domain:level/],
  [
    "a transfer scope",
    ["--kind", "ed25519", "--public-key", "PEM", "--scope", "wallet:withdraw"],
    /--scope: wallet:withdraw.*approval/,
  ],
  ["a bearer that trades", ["--kind", "bearer", "--scope", "trade:write"], /--scope: .*read scopes only/],
  [
    "a bad network",
    ["--kind", "hmac", "--scope", "market:read", "--ip", "10.0.0"],
    /--ip: "10\.0\.0" is no network/,
  ],
  [
    "a mapped network",
    ["--kind", "hmac", "--scope", "market:read", "--ip", "::ffff:10.0.0.1"],
    /--ip: .*IPv4/,
  ],
  [
    "a bad duration",
    ["--kind", "hmac", "--scope", "market:read", "--expires-in", "soon"],
    /--expires-in: .*30d/,
  ],
  [
    "a life that is over already",
    ["--kind", "hmac", "--scope", "market:read", "--expires-in", "0d"],
    /--expires-in: .*1 s to 365 d/,
  ],
  [
    "a long life",
    ["--kind", "hmac", "--scope", "market:read", "--expires-in", "91d"],
    /--expires-in: Without an IP list/,
  ],
  ["a short reason", ["--kind", "hmac", "--scope", "market:read", "--reason", "x"], /--reason: .*3 to 500/],
  [
    "a kind of a later release",
    ["--kind", "p256", "--public-key", "PEM", "--scope", "market:read"],
    /--kind: The kind p256 is not available/,
  ],
  [
    "a profile of a later release",
    ["--kind", "hmac", "--profile", "binance", "--scope", "market:read"],
    /--profile: The profile binance is not available/,
  ],
  [
    "a constraint",
    ["--kind", "hmac", "--scope", "market:read", "--constraint", "cancelOnly=yes"],
    /--constraint: The constraint cancelOnly/,
  ],
  [
    "a missing file",
    ["--kind", "ed25519", "--public-key", "/no/such.pem", "--scope", "market:read"],
    /--public-key: \/no\/such\.pem can't be read \(ENOENT\)/,
  ],
  [
    "an unknown organization",
    ["--kind", "hmac", "--scope", "market:read", "--org", "0192f000-0000-7000-8000-00000000000f"],
    /--org: There is no organization/,
  ],
])("refuses %s", async (_, args, line) => {
  const before = await state();
  const real = args.map((arg) => (arg === "PEM" ? pem : arg));
  const run = await t.keywarden([...issueArgs("--name", name()), ...real, "--json"]);
  expect(run).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(line) });
  expect(run.stderr.trimEnd().split("\n")).toHaveLength(1);
  expect(await state()).toEqual(before);
});

// Guarantee: wrong usage ends with 2, names what is wrong, and asks nothing of the database.
it.each<[string, string[], RegExp]>([
  ["an unknown command", ["key", "destroy"], /unknown command 'destroy'/],
  ["an unknown option", ["key", "list", "--everything"], /unknown option '--everything'/],
  ["a missing option", ["key", "issue", "--name", "x"], /required option '--org <id>' not specified/],
  ["a missing argument", ["key", "show"], /missing required argument 'id'/],
  ["one argument too many", ["key", "list", "k_1"], /too many arguments/],
  [
    "an unknown kind",
    [
      ...["key", "issue", "--org", "0192f000-0000-7000-8000-00000000000f", "--name", "x"],
      ...["--scope", "market:read", "--reason", "why", "--kind", "jwt"],
    ],
    /^keywarden: --kind: .*one of bearer, hmac/,
  ],
  [
    "a constraint without a value",
    [
      "key",
      "issue",
      "--org",
      "x",
      "--name",
      "x",
      "--scope",
      "a:b",
      "--reason",
      "why",
      "--kind",
      "hmac",
      "--constraint",
      "x",
    ],
    /--constraint: "x" is not name=value/,
  ],
  ["a command without its verb", ["key"], /Usage: keywarden key/],
])("says what is wrong with %s", async (_, args, line) => {
  const run = await t.keywarden(args, { KEYWARDEN_DATA_DIR: "/nonexistent" });
  expect(run).toMatchObject({ stdout: "", stderr: expect.stringMatching(line) });
  expect(run.code).toBe(2);
});

// Guarantee: the asymmetric kinds without their public key are wrong usage, at issue and at rotation.
it("asks for the public key", async () => {
  for (const kind of ["ed25519", "p256", "rsa", "mtls"]) {
    const run = await t.keywarden(issueArgs("--name", name(), "--kind", kind, "--scope", "market:read"));
    expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/--public-key/) });
  }
  const { keyId } = await issue("ed25519", "--public-key", t.file("other.pem", keyPair().pem));
  const run = await t.keywarden(["key", "rotate", keyId, "--reason", "for a test"]);
  expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/--public-key/) });
});

// Guarantee: a person reads what the key may do, and what was normalised, in words.
it("says it in a sentence", async () => {
  const run = await t.keywarden(
    issueArgs(
      "--name",
      "mm-prod",
      "--kind",
      "hmac",
      "--scope",
      "trade:cancel",
      "--scope",
      "trade:write",
      "--ip",
      "203.0.113.9/26",
    ),
  );
  expect(run.code).toBe(0);
  expect(run.stdout).toMatch(
    /^Issued mm-prod\.\nCan place and cancel orders, from 203\.0\.113\.0\/26, until \d+ \w+ \d{4}\. Cannot withdraw\.\n/,
  );
  expect(run.stdout).toMatch(/Shown once\. We keep only its fingerprint/);
  expect(run.stderr).toBe("--ip: 203.0.113.9/26 → 203.0.113.0/26\n");
  const list = await t.keywarden(["key", "list"]);
  expect(list.stdout).toMatch(/^NAME +ID +ORGANIZATION/);
  expect(list.stdout).toMatch(/mm-prod +k_\w{16} +Halcyon +live +hmac +trade:write \+1 +Active/);
});

// Guarantee: "confirmed" is what live gates said within 2 s, never what was hoped.
it("waits for the gates and tells how many confirmed", async () => {
  const gate = "0192f000-0000-7000-8000-0000000000aa";
  const beat = setInterval(() => {
    void t.db.query("superuser", "update gates set seen_at = clock_timestamp() where id = $1", [gate]);
  }, 300);
  try {
    await t.db.query(
      "superuser",
      "insert into gates values ($1, 'gate', now(), clock_timestamp(), null, 0, 0)",
      [gate],
    );
    const late = await issue("bearer");
    expect(late.gates).toEqual({ confirmed: 0, total: 1 });
    const applied = setTimeout(() => {
      void t.db.query("superuser", "update gates set applied_version = 1000000 where id = $1", [gate]);
    }, 500);
    expect((await issue("bearer")).gates).toEqual({ confirmed: 1, total: 1 });
    clearTimeout(applied);
  } finally {
    clearInterval(beat);
    await t.db.query("superuser", "delete from gates");
  }
});

// Guarantee: a secret is printed once and is nowhere else: not in a later answer, a note, or the data directory.
it("prints a secret once", async () => {
  const { keyId, secret = "" } = await issue("hmac");
  const shown = await t.keywarden(["key", "show", keyId, "--json"]);
  expect(shown.stdout + shown.stderr).not.toContain(secret);
  expect(readFileSync(`${t.dataDir}/database.json`, "utf8")).not.toContain(secret);
});
