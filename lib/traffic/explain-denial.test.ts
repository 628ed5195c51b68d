import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject } from "#lib/audit/event-data.ts";
import { type DenialCode, denialCodes } from "./contract.ts";
import { explainDenial } from "./explain-denial.ts";

const explain = (code: DenialCode, detail: JsonObject = {}) =>
  explainDenial({ code, ip: "198.51.100.7", method: "POST", path: "/exchange/api/v3/order", detail });

// Guarantee: the sentences that the design states, from the details that the gate records.
it.each<[DenialCode, JsonObject, string]>([
  [
    "timestamp_skew",
    { ageMs: 6_200, windowMs: 5_000 },
    "Your clock is 6.2 s behind. The window is 5 s. Sync it with NTP.",
  ],
  [
    "timestamp_skew",
    { ageMs: -2_500, windowMs: 5_000 },
    "Your clock is 2.5 s ahead. The window is 1 s. Sync it with NTP.",
  ],
  [
    "timestamp_skew",
    { ageMs: 7_500_000, windowMs: 5_000 },
    "Your clock is 2 h 5 min behind. The window is 5 s. Sync it with NTP.",
  ],
  ["timestamp_skew", { expired: true }, "The signature's own expiry had passed. Sign later, or for longer."],
  [
    "ip_denied",
    { networks: ["203.0.113.0/26"] },
    "198.51.100.7 is not in this key's networks. Add it, or call from 203.0.113.0/26.",
  ],
  [
    "ip_denied",
    { networks: ["a", "b", "c", "d", "e"] },
    "198.51.100.7 is not in this key's networks. Add it, or call from a, b, c or 2 more.",
  ],
  [
    "scope_missing",
    { required: "trade:write" },
    "POST /exchange/api/v3/order needs trade:write, which this key doesn't hold.",
  ],
  [
    "scope_missing",
    { required: "chain:broadcast", rpcMethod: "eth_sendRawTransaction" },
    "eth_sendRawTransaction needs chain:broadcast, which this key doesn't hold.",
  ],
  [
    "invalid_credentials",
    { cause: "signature_mismatch", signedPath: "/api/v3/order" },
    "The signature was made for /api/v3/order, the request went to /exchange/api/v3/order.",
  ],
  [
    "rate_limited",
    { violatedPolicies: ["default"], retryAfterSec: 12 },
    "The limit default is used up; room again after 12 s.",
  ],
  ["rate_limited", { violatedPolicies: ["default", "orders"] }, "The limits default and orders are used up."],
  ["body_too_large", { limitBytes: 1_048_576 }, "The body is longer than 1 MiB, the most this gate takes."],
  [
    "body_invalid",
    { pointers: ["/price", "/qty"] },
    "The body isn't what this route takes. See /price and /qty.",
  ],
  [
    "method_unknown",
    { allow: ["GET", "HEAD"] },
    "/exchange/api/v3/order doesn't take POST. It takes GET and HEAD.",
  ],
  [
    "environment_mismatch",
    { keyEnv: "test", upstreamEnv: "live" },
    "A test key can't reach a live upstream. Use a live key.",
  ],
  [
    "key_suspended",
    { at: "2026-11-23T15:42:10.482Z" },
    "This key is suspended since 2026-11-23 15:42:10.482 UTC. It works again when it is resumed.",
  ],
  [
    "upstream_timeout",
    { sent: true },
    "The upstream didn't answer in time. The request had been sent: check before you repeat it.",
  ],
])("explains %s %#", (code, detail, sentence) => {
  expect(explain(code, detail)).toBe(sentence);
});

// Guarantee: every code has a sentence, whatever details are missing or odd.
it("always answers with whole sentences", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...denialCodes),
      fc.dictionary(
        fc.constantFrom(
          "ageMs",
          "windowMs",
          "cause",
          "networks",
          "required",
          "violatedPolicies",
          "at",
          "why",
          "sent",
          "pointers",
        ),
        fc.jsonValue(),
      ),
      (code, detail) => {
        const sentence = explain(code, detail as JsonObject);
        expect(sentence).toMatch(/^\S.*\.$/s);
        expect(sentence).not.toMatch(/undefined|null|NaN|\[object/);
      },
    ),
  );
});

it("answers for a code of a later release too", () => {
  expect(explain("quota_stolen" as DenialCode)).toBe("Refused with quota_stolen.");
});
