import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256, sha512 } from "#lib/crypto/hash.ts";
import { contentDigestMatches, parseContentDigest } from "./content-digest.ts";

const S256 = (body: string | Uint8Array) => `sha-256=:${sha256(body).toString("base64")}:`;
const S512 = (body: string | Uint8Array) => `sha-512=:${sha512(body).toString("base64")}:`;

function check(lines: readonly string[], body: string): string | boolean {
  const parsed = parseContentDigest(lines.flatMap((line) => ["Content-Digest", line]));
  return parsed.ok ? contentDigestMatches(parsed.value, Buffer.from(body)) : parsed.code;
}

it("accepts the examples of RFC 9530", () => {
  const body = '{"hello": "world"}\n';
  const s256 = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:";
  const s512 =
    "sha-512=:YMAam51Jz/jOATT6/zvHrLVgOYTGFy1d6GJiOHTohq4yP+pgk4vf2aCsyRZOtw8MjkM7iw7yZ/WkppmM44T3qg==:";
  expect(check([s256], body)).toBe(true);
  expect(check([s512], body)).toBe(true);
  expect(check([`${s256},${s512}`], body)).toBe(true);
  expect(check([s256, s512], body)).toBe(true);
  expect(check([s256], '{"hello": "world"}')).toBe(false);
});

it("accepts the digest of the RFC 9421 test request (appendix B.2)", () => {
  const line =
    "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:";
  expect(check([line], '{"hello": "world"}')).toBe(true);
});

// Guarantee: every recognised digest must be the body's, and there must be one.
it("believes no digest that it did not compute", () => {
  expect(check([`${S256("a")}, ${S512("b")}`], "a")).toBe(false);
  expect(check([`${S512("a")}, ${S256("b")}`], "a")).toBe(false);
  expect(check([`${S256("a")}, md5=:AAAA:, unixsum=:AQ==:`], "a")).toBe(true);
  expect(check(["md5=:AAAA:"], "a")).toBe("invalid_credentials");
  expect(check([], "a")).toBe("invalid_credentials");
  expect(check(["sha-256=::"], "")).toBe(false);
  expect(check([`sha-256=:${sha512("a").toString("base64")}:`], "a")).toBe(false);
  expect(check([`sha-256=:${sha256("a").subarray(0, 16).toString("base64")}:`], "a")).toBe(false);
  expect(contentDigestMatches([], Buffer.alloc(0))).toBe(false);
});

it("refuses what can't be read, and a digest that stands twice", () => {
  const wrong = [
    "",
    "sha-256",
    "sha-256=abc",
    'sha-256="abc"',
    "sha-256=(:AQ==:)",
    `SHA-256=:${sha256("a").toString("base64")}:`,
  ];
  wrong.push(
    S256("a").slice(0, -1),
    S256("a").replace("=:", "="),
    `${S256("a")} x`,
    "sha-256=:AQ:",
    "sha-256=:é:",
  );
  for (const line of wrong) expect(check([line], "a"), line).toBe("request_malformed");
  expect(check([`${S256("a")}, ${S256("a")}`], "a")).toBe("request_malformed");
  expect(check([S256("a"), S256("b")], "a")).toBe("request_malformed");
  expect(check([S256("a"), `a=${"b".repeat(5000)}`], "a")).toBe("request_malformed");
});

// Guarantee: any changed byte of the body is noticed.
it("notices any changed byte", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (body, at, by) => {
        const parsed = parseContentDigest(["content-digest", `${S256(body)}, ${S512(body)}`]);
        const changed = Uint8Array.from(body);
        changed[at % body.length] = (changed[at % body.length] as number) ^ by;
        expect(parsed.ok && contentDigestMatches(parsed.value, body)).toBe(true);
        expect(parsed.ok && contentDigestMatches(parsed.value, changed)).toBe(false);
      },
    ),
  );
});
