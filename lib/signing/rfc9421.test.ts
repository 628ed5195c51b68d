import fc from "fast-check";
import { expect, it } from "vitest";
import type { ReceivedRequest } from "./received-request.ts";
import {
  coversEnough,
  KEYID_LENGTH_MAX,
  NONCE_LENGTH_MAX,
  type ParsedSignature,
  parseSignatureRequest,
  SIGNATURE_LENGTH_MAX,
  signatureBase,
} from "./rfc9421.ts";

const SIGNATURE = "sig1=:AQID:";
const COMPONENTS = '("@method" "@target-uri")';
const PARAMS = ';created=1700000000;nonce="n-1";keyid="k_0123456789ABCDEF"';

const headers = (input: string, signature = SIGNATURE) => ["Signature-Input", input, "Signature", signature];
const parse = (input: string, signature = SIGNATURE) => parseSignatureRequest(headers(input, signature));
const withParams = (params: string) => parse(`sig1=${COMPONENTS}${params}`);
const withComponents = (components: string) => parse(`sig1=${components}${PARAMS}`);
const codeOf = (result: ReturnType<typeof parse>) => (result.ok ? "ok" : result.code);

function parsed(input: string): ParsedSignature {
  const result = parse(input);
  if (!result.ok) throw new Error(result.detail);
  return result.value;
}

const request: ReceivedRequest = {
  method: "POST",
  scheme: "https",
  host: "Gate.Example:8443",
  target: "/exchange/api/v3/order?symbol=BTC&q=a%20b",
  rawHeaders: ["Host", "Gate.Example:8443", "X-One", " a \t", "x-two", "b", "X-ONE", "", "X-One", "c,d"],
};

function baseLines(
  components: readonly string[],
  change: Partial<ReceivedRequest> = {},
): string | readonly string[] {
  const base = signatureBase({ components, signatureParams: "P" }, { ...request, ...change });
  return base.ok ? base.value.toString().split("\n") : base.code;
}

it("reads a whole signature", () => {
  const params = ';tag="app";alg="ed25519";expires=1700000060;keyid="k_1";nonce="n";created=1700000000';
  expect(parse(`any-label=("@method" "x-one")${params}`, "any-label=:AQID:")).toEqual({
    ok: true,
    value: {
      ...{ label: "any-label", components: ["@method", "x-one"], keyId: "k_1", nonce: "n", alg: "ed25519" },
      ...{ createdSec: 1700000000, expiresSec: 1700000060, signature: Buffer.from([1, 2, 3]) },
      signatureParams: `("@method" "x-one")${params}`,
    },
  });
});

it("tells a request without a signature from one with half of it", () => {
  expect(codeOf(parseSignatureRequest(["Host", "x", "X-Signature", "a"]))).toBe("signature_absent");
  expect(codeOf(parseSignatureRequest(["Signature", SIGNATURE]))).toBe("request_malformed");
  expect(codeOf(parseSignatureRequest(["signature-input", `sig1=${COMPONENTS}${PARAMS}`]))).toBe(
    "request_malformed",
  );
  expect(codeOf(parseSignatureRequest(["Signature", "", "Signature-Input", ""]))).toBe("request_malformed");
});

// CONTRACT: one signature label; duplicate or several signatures get 400.
it("refuses several signatures, in one line or in two", () => {
  const one = `sig1=${COMPONENTS}${PARAMS}`;
  const two = `sig2=${COMPONENTS}${PARAMS}`;
  const cases: [string[], string[]][] = [
    [[`${one}, ${two}`], ["sig1=:AQID:, sig2=:AQID:"]],
    [[`${one}, ${two}`], [SIGNATURE]],
    [[one], ["sig1=:AQID:, sig2=:AQID:"]],
    [
      [one, two],
      ["sig1=:AQID:", "sig2=:AQID:"],
    ],
    [[one, one], [SIGNATURE]],
    [[one], [SIGNATURE, SIGNATURE]],
    [[one], [SIGNATURE, ""]],
    [[`${one}, ${one}`], [SIGNATURE]],
    [[one], ["sig1=:AQID:, sig1=:AQID:"]],
    [[one], ["sig2=:AQID:"]],
  ];
  for (const [inputs, signatures] of cases) {
    const raw = [
      ...inputs.flatMap((v) => ["Signature-Input", v]),
      ...signatures.flatMap((v) => ["signature", v]),
    ];
    expect(codeOf(parseSignatureRequest(raw)), JSON.stringify(raw)).toBe("request_malformed");
  }
});

it("asks for created and nonce (400) and for a key's name (401)", () => {
  expect(codeOf(withParams(';nonce="n";keyid="k"'))).toBe("request_malformed");
  expect(codeOf(withParams(';created=1;keyid="k"'))).toBe("request_malformed");
  expect(codeOf(withParams(";keyid=k"))).toBe("request_malformed");
  expect(codeOf(withParams(';created=1;nonce="n"'))).toBe("invalid_credentials");
  expect(codeOf(withParams(';created=1;nonce="n";keyid="k"'))).toBe("ok");
});

it("takes parameters of their own type and bounds only", () => {
  const rest = { created: "1", nonce: '"n"', keyid: '"k"', expires: "9", alg: '"ed25519"', tag: '"t"' };
  const having = (name: string, value: string) =>
    codeOf(
      withParams(
        Object.entries({ ...rest, [name]: value })
          .map(([n, v]) => `;${n}=${v}`)
          .join(""),
      ),
    );
  const long = (n: number) => `"${"n".repeat(n)}"`;
  const good: [string, string][] = [
    ["created", "0"],
    ["created", "-5"],
    ["created", "999999999999999"],
    ["nonce", long(NONCE_LENGTH_MAX)],
    ["nonce", '" "'],
    ["keyid", long(KEYID_LENGTH_MAX)],
    ["keyid", '"\\"\\\\"'],
    ["alg", '""'],
  ];
  const bad: [string, string][] = [
    ["created", '"1700000000"'],
    ["created", "1.0"],
    ["created", "1e9"],
    ["created", "?1"],
    ["created", "9999999999999999"],
    ["expires", '"9"'],
    ["expires", "9.5"],
    ["nonce", '""'],
    ["nonce", "n"],
    ["nonce", "1"],
    ["nonce", ":AQ==:"],
    ["nonce", long(NONCE_LENGTH_MAX + 1)],
    ["keyid", '""'],
    ["keyid", "k"],
    ["keyid", long(KEYID_LENGTH_MAX + 1)],
    ["alg", "ed25519"],
    ["tag", "t"],
    ["unknown", "1"],
    ["constructor", '"x"'],
    ["__proto__", '"x"'],
  ];
  for (const [name, value] of good) expect(having(name, value), `${name}=${value}`).toBe("ok");
  for (const [name, value] of bad) expect(having(name, value), `${name}=${value}`).toBe("request_malformed");
});

it("refuses components that it does not know, and every component parameter", () => {
  const bad = [
    '"@query-param";name="a"',
    '"@query-param"',
    '"@status"',
    '"@signature-params"',
    '"@unknown"',
    '"@"',
    '""',
  ];
  bad.push(
    '"x-one";sf',
    '"x-one";bs',
    '"x-one";key="a"',
    '"x-one";tr',
    '"x-one";foo=1',
    '"x-one";sf=?0',
    '"@path";foo',
  );
  bad.push(
    '"@method";req',
    '"content-digest";req',
    '"X-One"',
    '"@Method"',
    '"x one"',
    '"x:one"',
    "x-one",
    "@method",
    "1",
  );
  bad.push(":AQ==:", "?1", '"x-one" "x-one"', '"@method" "@method"', '"x\\"y"');
  for (const component of bad)
    expect(codeOf(withComponents(`(${component})`)), component).toBe("request_malformed");
  for (const component of ['"x-one"', '"@method"', "", '"!#$%&\'*+-.^_`|~09az"']) {
    expect(codeOf(withComponents(`(${component})`)), component).toBe("ok");
  }
});

it("takes the covered components from a list and the signature from bytes", () => {
  const input = `sig1=${COMPONENTS}${PARAMS}`;
  for (const wrong of [`sig1="@method"${PARAMS}`, `sig1${PARAMS}`, `sig1=:AQID:${PARAMS}`]) {
    expect(codeOf(parse(wrong)), wrong).toBe("request_malformed");
  }
  for (const wrong of [
    'sig1="AQID"',
    "sig1=AQID",
    "sig1",
    "sig1=(:AQID:)",
    "sig1=:AQID:;p",
    "sig1=::",
    "sig1=:AQID",
    "sig1=:AQJ=:",
  ]) {
    expect(codeOf(parse(input, wrong)), wrong).toBe("request_malformed");
  }
  const sized = (n: number) => `sig1=:${Buffer.alloc(n).toString("base64")}:`;
  expect(codeOf(parse(input, sized(SIGNATURE_LENGTH_MAX)))).toBe("ok");
  expect(codeOf(parse(input, sized(SIGNATURE_LENGTH_MAX + 1)))).toBe("request_malformed");
});

// CONTRACT: method, whole target, and the digest where there is a body.
it("knows what a signature must cover", () => {
  const enough = (text: string, hasBody: boolean) => coversEnough(parsed(`sig1=(${text})${PARAMS}`), hasBody);
  const whole = [
    '"@method" "@target-uri"',
    '"@method" "@authority" "@path" "@query"',
    '"@query" "x-a" "@path" "@authority" "@method"',
  ];
  for (const text of whole) {
    expect(enough(text, false), text).toBe(true);
    expect(enough(text, true), text).toBe(false);
    expect(enough(`${text} "content-digest"`, true), text).toBe(true);
  }
  const parts = [
    "",
    '"@method"',
    '"@target-uri"',
    '"@method" "@path" "@query"',
    '"@method" "@authority" "@path"',
  ];
  parts.push(
    '"@method" "@authority" "@query"',
    '"@method" "@authority" "@request-target"',
    '"@method" "host" "@path" "@query"',
  );
  parts.push(
    '"@authority" "@path" "@query"',
    '"@method" "target-uri"',
    '"method" "@target-uri"',
    '"@method" "@scheme" "@request-target"',
  );
  for (const text of parts) {
    expect(enough(`${text} "content-digest"`, false), text).toBe(false);
    expect(enough(`${text} "content-digest"`, true), text).toBe(false);
  }
});

it("derives components from the request as received (RFC 9421 §2.2)", () => {
  const derived = ["@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query"];
  expect(baseLines(derived)).toEqual([
    '"@method": POST',
    '"@target-uri": https://Gate.Example:8443/exchange/api/v3/order?symbol=BTC&q=a%20b',
    '"@authority": gate.example:8443',
    '"@scheme": https',
    '"@request-target": /exchange/api/v3/order?symbol=BTC&q=a%20b',
    '"@path": /exchange/api/v3/order',
    '"@query": ?symbol=BTC&q=a%20b',
    '"@signature-params": P',
  ]);
  expect(baseLines(["@query", "@path"], { target: "/a" })).toEqual([
    '"@query": ?',
    '"@path": /a',
    '"@signature-params": P',
  ]);
  expect(baseLines(["@query", "@target-uri"], { target: "/a?" }).slice(0, 2)).toEqual([
    '"@query": ?',
    '"@target-uri": https://Gate.Example:8443/a?',
  ]);
  expect(baseLines(["@query"], { target: "/a?b?c" })[0]).toBe('"@query": ?b?c');
  expect(baseLines(["@method"], { method: "post" })[0]).toBe('"@method": post');
});

it("drops the scheme's default port from @authority, and no other (RFC 9421 §2.2.3)", () => {
  const authority = (host: string, scheme: "https" | "http" = "https") =>
    (baseLines(["@authority"], { host, scheme })[0] as string).slice('"@authority": '.length);
  expect(authority("A.example:443")).toBe("a.example");
  expect(authority("A.example:443", "http")).toBe("a.example:443");
  expect(authority("a.example:80", "http")).toBe("a.example");
  expect(authority("a.example:80")).toBe("a.example:80");
  expect(authority("a.example:8443")).toBe("a.example:8443");
  expect(authority("[::1]:443")).toBe("[::1]");
  expect(authority("[2001:DB8::443]")).toBe("[2001:db8::443]");
  expect(baseLines(["@target-uri"], { host: "A.example:443", target: "/" })[0]).toBe(
    '"@target-uri": https://A.example:443/',
  );
});

it("joins the lines of a header, each without the white space around it (RFC 9421 §2.1)", () => {
  expect(baseLines(["x-one", "x-two"])).toEqual([
    '"x-one": a, , c,d',
    '"x-two": b',
    '"@signature-params": P',
  ]);
  expect(baseLines(["x-e"], { rawHeaders: ["X-E", " \t "] })[0]).toBe('"x-e": ');
  expect(baseLines(["x-e"], { rawHeaders: ["X-E", "a \t b"] })[0]).toBe('"x-e": a \t b');
});

it("refuses a covered header that is absent", () => {
  expect(baseLines(["@method", "x-three"])).toBe("invalid_credentials");
  expect(baseLines(["x-on"])).toBe("invalid_credentials");
  expect(baseLines(["content-digest"])).toBe("invalid_credentials");
});

// Guarantee: no value can write a line of its own into the base, nor a byte that two readers see differently.
it("refuses values that no signature base may hold", () => {
  for (const char of ["\n", "\r", "\r\n ", "\0", "\x0b", "\x7f", "\x80", "é", "\u2028", "\ud800"]) {
    const value = `a${char}"@method": GET`;
    expect(baseLines(["x-e"], { rawHeaders: ["x-e", value] }), JSON.stringify(char)).toBe(
      "invalid_credentials",
    );
    expect(baseLines(["@path"], { target: `/${value}` })).toBe("invalid_credentials");
    expect(baseLines(["@method"], { method: value })).toBe("invalid_credentials");
    expect(baseLines(["@authority"], { host: value })).toBe("invalid_credentials");
    expect(baseLines(["@target-uri"], { host: value })).toBe("invalid_credentials");
  }
  // No-break space and line separators are not white space here: trimming them would sign other bytes than were sent.
  for (const char of ["\u00a0", "\ufeff", "\n", "\x0b"]) {
    expect(baseLines(["x-e"], { rawHeaders: ["x-e", `${char}a${char}`] }), JSON.stringify(char)).toBe(
      "invalid_credentials",
    );
  }
});

// Guarantee: different requests never share a base (as long as they differ in something covered).
it("makes different bases of different requests", () => {
  const text = fc.stringMatching(/^[ -~]{0,6}$/);
  const pair = fc.tuple(text, text, text);
  fc.assert(
    fc.property(pair, pair, (a, b) => {
      const base = ([method, target, value]: readonly string[]) =>
        baseLines(["@method", "@request-target", "x-e"], {
          method: method as string,
          target: target as string,
          rawHeaders: ["x-e", value as string],
        });
      const same = a[0] === b[0] && a[1] === b[1] && a[2].trim() === b[2].trim();
      expect(JSON.stringify(base(a)) === JSON.stringify(base(b))).toBe(same);
    }),
  );
});

// Guarantee: whatever stands in the two headers, there is an answer and no exception.
it("never throws", () => {
  const piece = fc.constantFrom(
    ...'()";=:,?-\\ \t1',
    "sig1=",
    '"@method"',
    '"@target-uri"',
    ";created=1",
    ';nonce="n"',
    ';keyid="k"',
  );
  const text = fc.oneof(
    fc.array(piece, { maxLength: 16 }).map((p) => p.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(text, text, (input, signature) => {
      const result = parseSignatureRequest(headers(input, signature));
      if (!result.ok) expect(["request_malformed", "invalid_credentials"]).toContain(result.code);
    }),
    { numRuns: 5000 },
  );
});

// Guarantee: a changed character in a good Signature-Input is refused, or it is signed differently.
it("reads no two texts of the parameters as one", () => {
  const good = `sig1=("@method" "@target-uri" "content-digest")${PARAMS};alg="ed25519"`;
  const before = parsed(good).signatureParams;
  for (let at = 0; at < good.length; at++) {
    for (const char of ' \t";=:,()0aZ\\é') {
      const result = parse(good.slice(0, at) + char + good.slice(at + 1));
      if (good[at] === char || !result.ok) continue;
      expect(result.value.signatureParams, `at ${at}: ${char}`).not.toBe(before);
    }
  }
});
