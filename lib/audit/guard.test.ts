import fc from "fast-check";
import { expect, it } from "vitest";
import { makeEntry } from "./entry.ts";
import type { EventData, JsonObject } from "./event-data.ts";
import { WITHHELD } from "./guard.ts";

const make = (data: Partial<EventData<"key.issued">>) =>
  makeEntry({
    actor: { kind: "command", id: "cli:root" },
    event: "key.issued",
    data: { orgId: "o1", target: { type: "key", id: "k_1", name: "one" }, ...data },
    atMs: 0,
    ordinal: 0,
  }).bytes.toString("utf8");

const TOKEN = "kw_live_k_7Q2MXH4T9ABCDEFG_3nVq8ZtYwXcVbNmAsDfGhJkLqWeRtYuIoPaSdFgHjKlz0a1B2c";
const PEM =
  "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF\n-----END PRIVATE KEY-----";

// Guarantee: a secret never gets into the log, however deep a domain hides it.
it.each([
  "secret",
  "clientSecret",
  "password",
  "private_key",
  "token",
  "api-key",
  "recoveryCodes",
  "handle",
  "Authorization",
])("refuses a field named %s at any depth", (name) => {
  const wrappings: ((inner: JsonObject) => JsonObject)[] = [
    (o) => o,
    (o) => ({ a: o }),
    (o) => ({ list: [o] }),
  ];
  for (const wrap of wrappings) {
    for (const place of ["before", "after", "details"] as const) {
      expect(() => make({ [place]: wrap({ [name]: "s3cr3t" }) })).toThrow(/never holds a secret/);
      expect(() => make({ [place]: wrap({ [name]: ["s3cr3t"] }) })).toThrow(/never holds a secret/);
    }
  }
});

it("never says the secret in the error", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 6 }), (value) => {
      const marked = `⟦${value}⟧`;
      expect(() => make({ after: { secret: marked } })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(marked) }),
      );
    }),
  );
});

it("takes what only sounds like one", () => {
  const text = make({
    after: {
      fingerprint: "qPmzXkV9wYbC3fRt",
      digest: "ab12",
      tokenHash: "cd34",
      secretShown: true,
      hasSecret: false,
    },
  });
  expect(text).toContain("qPmzXkV9wYbC3fRt");
});

// Guarantee: a token or private key that a person pastes into a text is withheld; the rest of their words stay.
it.each([TOKEN, TOKEN.replace("live", "test"), PEM, PEM.slice(0, 60)])(
  "withholds a pasted secret: %#",
  (secret) => {
    const text = make({
      target: { type: "key", id: "k_1", name: `old ${secret}` },
      reason: `replaces ${secret} of March`,
      after: { notes: [`see ${secret}`] },
      details: { deep: { deeper: secret } },
    });
    expect(text).not.toContain(secret.slice(20, 50));
    expect(text).toContain(`replaces ${WITHHELD}`);
  },
);

// Guarantee: who somebody is gets into the log as a commitment only, also where the catalogue forgot it.
it.each(["email", "ip", "userAgent", "phone", "full_name"])(
  "refuses an undeclared personal field %s",
  (name) => {
    expect(() => make({ details: { [name]: "x" } })).toThrow(/doesn't declare: \/details/);
    expect(() => make({ after: { nested: { [name]: "x" } } })).toThrow(/doesn't declare: \/after\/nested/);
  },
);

it("takes a key's networks, which say nothing of a person", () => {
  expect(make({ after: { ips: ["203.0.113.0/26"] } })).toContain("203.0.113.0/26");
});
