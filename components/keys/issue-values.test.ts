import { generateKeyPairSync } from "node:crypto";
import { expect, it } from "vitest";
import { issueKeyInput } from "#lib/keys/contract.ts";
import { builtInScopes } from "#lib/keys/scopes.ts";
import { needsOf } from "./issue-needs.ts";
import { EMPTY, type IssueValues, inputOf, issueSchema } from "./issue-values.ts";

const context = { ceiling: ["market:read", "trade:write", "wallet:withdraw"], catalogue: builtInScopes };
const good: IssueValues = {
  ...EMPTY,
  orgId: "0192f000-0000-7000-8000-000000000002",
  means: "browser",
  name: "mm-prod-eu-2",
  scopes: ["market:read"],
  reason: "Market making",
};
const wrong = (more: Partial<IssueValues>) => {
  const result = issueSchema(context).safeParse({ ...good, ...more });
  return result.success
    ? {}
    : Object.fromEntries(result.error.issues.map(({ path, message }) => [path[0], message]));
};
const unmet = (more: Partial<IssueValues>, ready = true) =>
  needsOf({ ...good, ...more }, context, { ready })
    .filter(({ met }) => !met)
    .map(({ text }) => text);
const PEM = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
const AT = "2026-11-23T15:42:10.482Z";

// Guarantee: what the form lets through is what the action takes.
it("makes the action's own input of a form without faults", () => {
  expect(wrong({})).toEqual({});
  const sent = inputOf(
    { ...good, networks: "203.0.113.9/26, 2001:db8::1" },
    { publicKey: PEM, possession: { at: AT, signature: "A".repeat(86) } },
  );
  expect(issueKeyInput.parse(sent)).toMatchObject({
    kind: "ed25519",
    ips: ["203.0.113.0/26", "2001:db8::1/128"],
    expiresIn: 90 * 86_400_000,
    publicKey: PEM.trim(),
  });
});

it("names the field of every rule that is broken", () => {
  expect(Object.keys(wrong({ name: " ", reason: "" }))).toEqual(["name", "reason"]);
  expect(wrong({ networks: "203.0.113.0/99" }).networks).toContain("from 8 to 32");
  expect(wrong({ means: "bearer", scopes: ["trade:write"] }).scopes).toContain("read scopes only");
  expect(wrong({ scopes: ["chain:read"] }).scopes).toContain("above the organization's ceiling");
  expect(wrong({ expiresIn: "180d" }).expiresIn).toContain("at most 90 d");
  expect(wrong({ expiresIn: "180d", networks: "203.0.113.0/26" })).toEqual({});
});

it("asks for a proof of a pasted key", () => {
  expect(Object.keys(wrong({ means: "paste" }))).toEqual(["publicKey"]);
  expect(Object.keys(wrong({ means: "paste", publicKey: "ssh-ed25519 AAAA" }))).toEqual(["publicKey"]);
  expect(wrong({ means: "paste", publicKey: PEM.replaceAll("PUBLIC", "PRIVATE") })).toEqual({
    publicKey: expect.stringMatching(/^This is a private key\./),
  });
  expect(Object.keys(wrong({ means: "paste", publicKey: PEM, possessionAt: AT }))).toEqual(["signature"]);
  expect(
    wrong({ means: "paste", publicKey: PEM, possessionAt: AT, signature: `${"A".repeat(86)}==` }),
  ).toEqual({});
});

// Guarantee: what will be refused is told before it is sent.
it("lists what is still needed", () => {
  expect(unmet({})).toEqual([]);
  expect(unmet({ name: "", scopes: [], reason: "" })).toEqual(["A name", "At least one scope", "A reason"]);
  expect(unmet({ scopes: ["wallet:withdraw"] })).toEqual(["A second person's approval"]);
  expect(unmet({ scopes: ["trade:write"], means: "bearer" })).toEqual([
    "A kind that may trade: HMAC or Ed25519",
  ]);
  expect(unmet({ expiresIn: "365d" })).toEqual(["An end within 90 days, since any address may use it"]);
  expect(unmet({}, false)).toEqual(["A second passkey or recovery codes of yours"]);
  expect(unmet({ env: "test" }, false)).toEqual([]);
});
