import { expect, it } from "vitest";
import { fieldErrors } from "#lib/kernel/field-errors.ts";
import { newKeyId } from "#lib/kernel/ids.ts";
import { issueKeyInput, keyFilterFields, keyId, listKeysInput, rotateKeyInput } from "./contract.ts";
import { savedKeyViews } from "./saved-views.ts";

const good = {
  orgId: "0192f000-0000-7000-8000-000000000002",
  name: "mm-prod-eu-2",
  kind: "hmac",
  scopes: ["market:read"],
  reason: "desk of Halcyon",
};
const complaints = (over: Record<string, unknown>) => {
  const parsed = issueKeyInput.safeParse({ ...good, ...over });
  return parsed.success ? {} : fieldErrors(parsed.error);
};

// Guarantee: what is left out has the contract's defaults.
it("fills in the defaults", () => {
  expect(issueKeyInput.parse(good)).toEqual({
    ...good,
    env: "live",
    ips: null,
    expiresIn: 90 * 86_400_000,
    constraints: {},
  });
  expect(rotateKeyInput.parse({ keyId: newKeyId(), reason: "old" })).toMatchObject({ overlap: 86_400_000 });
});

// Guarantee: a wrong field is named, in a sentence that says what belongs there.
it.each<[Record<string, unknown>, string, RegExp]>([
  [{ orgId: "halcyon" }, "orgId", /id/],
  [{ name: " " }, "name", /1 to 80/],
  [{ name: "x".repeat(81) }, "name", /1 to 80/],
  [{ name: "a\u202eb" }, "name", /letters/],
  [{ name: "a\nb" }, "name", /letters/],
  [{ name: "desk@halcyon.example" }, "name", /e-mail/],
  [{ name: undefined }, "name", /1 to 80/],
  [{ kind: "jwt" }, "kind", /one of bearer, hmac/],
  [{ env: "prod" }, "env", /one of live, test/],
  [{ profile: "kraken" }, "profile", /one of rfc9421/],
  [{ scopes: [] }, "scopes", /at least one/],
  [{ scopes: ["market:read", "Trade:Write"] }, "scopes.1", /domain:level/],
  [{ ips: ["203.0.113.0/24", "300.0.0.0/24"] }, "ips.1", /300\.0\.0\.0\/24/],
  [{ ips: Array.from({ length: 65 }, (_, i) => `10.0.0.${i}`) }, "ips", /64/],
  [{ expiresIn: "30" }, "expiresIn", /s, m, h or d/],
  [{ expiresIn: "30D" }, "expiresIn", /s, m, h or d/],
  [{ expiresIn: "-1d" }, "expiresIn", /s, m, h or d/],
  [{ expiresIn: "0d" }, "expiresIn", /1 s to 365 d/],
  [{ expiresIn: "366d" }, "expiresIn", /1 s to 365 d/],
  [{ reason: "ab" }, "reason", /3 to 500/],
  [{ reason: "-----BEGIN PRIVATE KEY-----" }, "reason", /secret/],
  [{ reason: `leaked kw_live_${newKeyId()}_x` }, "reason", /secret/],
  [{ scope: "market:read" }, "", /"scope"/],
])("refuses %o", (over, field, sentence) => {
  expect(complaints(over)).toEqual({ [field]: expect.stringMatching(sentence) });
});

// Guarantee: networks come out canonical, each once; none is null, which means any address.
it("makes networks canonical", () => {
  const ips = (list: unknown) => issueKeyInput.parse({ ...good, ips: list }).ips;
  expect(ips(["203.0.113.9/26", "203.0.113.0/26", "2001:DB8::1"])).toEqual([
    "203.0.113.0/26",
    "2001:db8::1/128",
  ]);
  expect(ips([])).toBeNull();
  expect(ips(null)).toBeNull();
});

// Guarantee: names are compared as people see them.
it("normalises text", () => {
  expect(issueKeyInput.parse({ ...good, name: "  A\u0308ther " }).name).toBe("Äther");
});

// Guarantee: an overlap is 0 to 7 days.
it.each([
  ["0s", true],
  ["7d", true],
  ["169h", false],
  ["8d", false],
])("takes an overlap of %s: %s", (overlap, fits) => {
  expect(rotateKeyInput.safeParse({ keyId: newKeyId(), reason: "old", overlap }).success).toBe(fits);
});

// Guarantee: the ids that are made are the ids that are taken.
it("takes every id the kernel makes", () => {
  for (let i = 0; i < 200; i++) expect(keyId.safeParse(newKeyId()).success).toBe(true);
  expect(keyId.safeParse("k_0000000000000000").success).toBe(true);
  for (const id of ["k_", "k_000000000000000O", "K_0000000000000000", "k_00000000000000000"])
    expect(keyId.safeParse(id).success).toBe(false);
});

// Guarantee: the saved views are filters that the list takes.
it("lists every saved view", () => {
  for (const { filter } of savedKeyViews) expect(listKeysInput.safeParse({ filter }).success).toBe(true);
  expect(keyFilterFields.status.safeParse({ op: "is", values: ["pending"] }).success).toBe(false);
});
