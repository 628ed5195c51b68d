import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { expect, it } from "vitest";
import { importEd25519PublicKey } from "#lib/crypto/ed25519.ts";
import { hmacKey, hmacSha256 } from "#lib/crypto/hmac.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { coversEnough, parseSignatureRequest, signatureBase } from "./rfc9421.ts";
import { FIELD_LENGTH_MAX } from "./structured-fields.ts";
import { type VerificationKey, verifyRfc9421 } from "./verify-rfc9421.ts";

function newKey(): { privateKey: KeyObject; key: VerificationKey } {
  const pair = generateKeyPairSync("ed25519");
  const imported = importEd25519PublicKey(pair.publicKey.export({ type: "spki", format: "der" }));
  if (!imported.ok) throw new Error(imported.code);
  return { privateKey: pair.privateKey, key: { algorithm: "ed25519", publicKey: imported.value } };
}
const victim = newKey();
const attacker = newKey();

const COVERED = '("@method" "@target-uri" "x-account")';
const PARAMS = ';created=1700000000;nonce="n";keyid="k_1"';

const plain: ReceivedRequest = {
  ...{ method: "POST", scheme: "https", host: "gate.example", target: "/exchange/order" },
  rawHeaders: ["Host", "gate.example", "X-Account", "alice"],
};

type Crafted = {
  readonly request?: Partial<ReceivedRequest>;
  readonly input?: string;
  readonly signature?: string;
};

/** What the victim signed: the base of `plain` with these parameters, made by hand and not by the code under test. */
function victimSigns(params = PARAMS): string {
  const base =
    '"@method": POST\n"@target-uri": https://gate.example/exchange/order\n"x-account": alice\n' +
    `"@signature-params": ${COVERED}${params}`;
  return `sig1=:${sign(null, Buffer.from(base), victim.privateKey).toString("base64")}:`;
}

function judge({ request, input, signature }: Crafted, key: VerificationKey = victim.key): string {
  const changed = { ...plain, ...request };
  const rawHeaders = [
    ...changed.rawHeaders,
    ...["Signature-Input", input ?? `sig1=${COVERED}${PARAMS}`],
    ...["Signature", signature ?? victimSigns()],
  ];
  const parsed = parseSignatureRequest(rawHeaders);
  if (!parsed.ok) return parsed.code;
  if (!coversEnough(parsed.value, false)) return "invalid_credentials";
  const base = signatureBase(parsed.value, { ...changed, rawHeaders });
  if (!base.ok) return base.code;
  return verifyRfc9421(parsed.value, base.value, key) ? "ok" : "invalid_credentials";
}

const rawHeaders = (...lines: string[]) => ({ request: { rawHeaders: ["Host", "gate.example", ...lines] } });

it("accepts what the victim did send, in the forms that mean the same", () => {
  expect(judge({})).toBe("ok");
  expect(judge(rawHeaders("X-ACCOUNT", " alice\t"))).toBe("ok");
  expect(
    judge({
      input: `  sig1=(  "@method"  "@target-uri" "x-account" );  created=1700000000; nonce="n";keyid="k_1"  `,
    }),
  ).toBe("ok");
});

// Attack: move bytes between lines, so that another request has the same base (RFC 9421 §7.5.5 to 7.5.7).
it("refuses lines forged through header values", () => {
  const forged = 'bob\n"@signature-params": ("@method")';
  for (const value of [
    forged,
    `alice\n`,
    `\nalice`,
    "alice\r\n",
    "alice\r\n bob",
    "al\0ice",
    "alice\u2028",
    "alice\u00a0",
    "alicé",
  ]) {
    expect(judge(rawHeaders("x-account", value)), JSON.stringify(value)).toBe("invalid_credentials");
  }
});

// Attack: a second line of a covered field, before or after the signed one, under any spelling of its name.
it("refuses a covered header that is repeated, renamed or emptied", () => {
  for (const name of ["x-account", "X-Account", "X-ACCOUNT"]) {
    for (const value of ["bob", "", "alice"]) {
      expect(judge(rawHeaders("x-account", "alice", name, value)), `${name}: ${value}`).toBe(
        "invalid_credentials",
      );
      expect(judge(rawHeaders(name, value, "x-account", "alice")), `${name}: ${value}`).toBe(
        "invalid_credentials",
      );
    }
  }
  for (const name of ["x_account", "x-account ", " x-account", "x-accounts", "x-accoun", "ⅹ-account"]) {
    expect(judge(rawHeaders(name, "alice")), name).toBe("invalid_credentials");
  }
  expect(judge(rawHeaders("x-account", ""))).toBe("invalid_credentials");
});

// Attack: make the gate read other components than were signed.
it("refuses component tricks", () => {
  const tricks = [
    '"@method";req',
    '"@method";req=?0',
    '"@method";sf',
    '"@METHOD"',
    '"@method" "@method"',
    '"\\@method"',
    '"@method\\""',
  ];
  for (const trick of tricks) {
    expect(judge({ input: `sig1=(${trick} "@target-uri" "x-account")${PARAMS}` }), trick).toBe(
      "request_malformed",
    );
  }
  for (const trick of [
    '"x-account";bs',
    '"x-account";key="a"',
    '"x-account";tr',
    '"X-Account"',
    '"x-account:"',
    '"x-account\\\\"',
  ]) {
    expect(judge({ input: `sig1=("@method" "@target-uri" ${trick})${PARAMS}` }), trick).toBe(
      "request_malformed",
    );
  }
  // Another order, fewer or more components: read, and signed differently.
  for (const list of [
    '("@target-uri" "@method" "x-account")',
    '("@method" "@target-uri")',
    '("@method" "@target-uri" "x-account" "host")',
  ]) {
    expect(judge({ input: `sig1=${list}${PARAMS}` }), list).toBe("invalid_credentials");
  }
});

// Attack: make the parameters say two things, or have one string end where another reader goes on.
it("refuses parameter tricks", () => {
  const malformed = [
    `${PARAMS};keyid="k_2"`,
    `;keyid="k_2"${PARAMS}`,
    `${PARAMS};created=1800000000`,
    `${PARAMS};nonce="m"`,
    `${PARAMS};KEYID="k_2"`,
    `${PARAMS};keyid2="k_2"`,
    ';created=1700000000;nonce="n";keyid="k_1',
    ';created=1700000000;nonce="n";keyid="k_1\\',
    ';created=1700000000;nonce="n";keyid="k_\\1"',
    ';created=1700000000;nonce="n";keyid=k_1',
    ";created=1700000000;nonce='n';keyid='k_1'",
    ';created=1700000000;nonce="n\t";keyid="k_1"',
    ';created=1700000000;nonce="n";keyid="k_é"',
    ';created="1700000000";nonce="n";keyid="k_1"',
    ';created=1_700_000_000;nonce="n";keyid="k_1"',
    ' ;created=1700000000;nonce="n";keyid="k_1"',
    `${PARAMS} x`,
    `${PARAMS}, x`,
  ];
  for (const params of malformed)
    expect(judge({ input: `sig1=${COVERED}${params}` }), params).toBe("request_malformed");
  const otherwiseSigned = [
    ';created=1700000000;nonce="n";keyid="k_2"',
    ';created=1700000001;nonce="n";keyid="k_1"',
    ';created=1700000000;nonce="m";keyid="k_1"',
    ';nonce="n";created=1700000000;keyid="k_1"',
    `${PARAMS};expires=1900000000`,
    `${PARAMS};alg="ed25519"`,
    `${PARAMS};tag="x"`,
    ';created=1700000000;nonce="n;keyid=\\"k_2\\"";keyid="k_1"',
  ];
  for (const params of otherwiseSigned)
    expect(judge({ input: `sig1=${COVERED}${params}` }), params).toBe("invalid_credentials");
});

it("keeps quotes and backslashes in a key id apart from the syntax around them", () => {
  const input = 'sig1=("@method");created=1;nonce="\\\\";keyid="a\\";keyid=\\"b\\\\"';
  const parsed = parseSignatureRequest(["signature-input", input, "signature", "sig1=:AQ==:"]);
  expect(parsed).toMatchObject({
    value: { keyId: 'a";keyid="b\\', nonce: "\\", signatureParams: input.slice(5) },
  });
});

// Attack: choose the algorithm, or have one secret stand in for another.
it("refuses a swapped algorithm with a signature that is good under it", () => {
  if (victim.key.algorithm !== "ed25519") throw new Error("unreachable");
  for (const alg of ["", ';alg="hmac-sha256"', ';alg="ed25519"', ';alg="none"', ';alg=""', ';alg="hs2019"']) {
    const params = PARAMS + alg;
    const base = signatureBase(
      { components: ["@method", "@target-uri", "x-account"], signatureParams: COVERED + params },
      plain,
    );
    if (!base.ok) throw new Error(base.code);
    const mac = hmacSha256(hmacKey(victim.key.publicKey), base.value).toString("base64");
    const input = `sig1=${COVERED}${params}`;
    expect(judge({ input, signature: `sig1=:${mac}:` }), alg).toBe("invalid_credentials");
    const forged = sign(null, base.value, attacker.privateKey).toString("base64");
    expect(judge({ input, signature: `sig1=:${forged}:` }), alg).toBe("invalid_credentials");
    const honest = judge({ input, signature: victimSigns(params) });
    expect(honest, alg).toBe(alg === "" || alg === ';alg="ed25519"' ? "ok" : "invalid_credentials");
  }
});

it("refuses signatures in other clothes", () => {
  const good = victimSigns();
  const bytes = Buffer.from(good.slice(6, -1), "base64");
  const dressed = (data: Uint8Array) => `sig1=:${Buffer.from(data).toString("base64")}:`;
  expect(dressed(bytes)).toBe(good);
  for (const wrong of [
    bytes.subarray(1),
    bytes.subarray(0, 32),
    Buffer.concat([bytes, bytes]),
    Buffer.alloc(64),
    Buffer.alloc(32),
  ]) {
    expect(judge({ signature: dressed(wrong) })).toBe("invalid_credentials");
  }
  // The same bytes in another base64, and another value of S for the same signature (RFC 8032 §8.4).
  for (const wrong of [
    good.replace("=:", ":"),
    good.replace("==:", "=:"),
    good.replaceAll("+", "-"),
    `${good};a`,
    `${good}, x`,
  ]) {
    if (wrong !== good) expect(judge({ signature: wrong }), wrong).toBe("request_malformed");
  }
  const order = 2n ** 252n + 27742317777372353535851937790883648493n;
  const s = BigInt(`0x${Buffer.from(bytes.subarray(32)).reverse().toString("hex")}`) + order;
  const shifted = Buffer.from(s.toString(16).padStart(64, "0"), "hex").reverse();
  expect(judge({ signature: dressed(Buffer.concat([bytes.subarray(0, 32), shifted])) })).toBe(
    "invalid_credentials",
  );
});

// Attack: make reading expensive.
it("answers over-long and deeply odd headers at once", () => {
  const long = "a".repeat(1_000_000);
  const start = performance.now();
  for (const input of [
    long,
    `sig1=(${'"a" '.repeat(250_000)})`,
    `sig1=()${";a".repeat(500_000)}`,
    `sig1="${"\\\\".repeat(500_000)}"`,
  ]) {
    expect(judge({ input })).toBe("request_malformed");
    expect(judge({ signature: input })).toBe("request_malformed");
    expect(judge({ input: input.slice(0, FIELD_LENGTH_MAX) })).toBe("request_malformed");
    expect(judge({ signature: input.slice(0, FIELD_LENGTH_MAX) })).toBe("request_malformed");
  }
  expect(judge({ signature: `sig1=:${"A".repeat(FIELD_LENGTH_MAX - 8)}:` })).toBe("request_malformed");
  expect(performance.now() - start).toBeLessThan(1000);
});
