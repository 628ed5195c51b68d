import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { command, mustIssue } from "#lib/keys/testing.ts";
import { awaitGates } from "#lib/policy/confirm.ts";
import { startTestGate, type TestGate, type TestUpstream, testUpstream } from "./testing.ts";

/*
 * What can stand on the wire: written byte for byte through TLS. Each case says with which statuses it is answered, and
 * how many requests may have reached the upstream.
 */

let upstream: TestUpstream;
let gate: TestGate;
let token = "";

beforeAll(async () => {
  upstream = await testUpstream();
  gate = await startTestGate(`
apiVersion: keywarden/v1
upstreams:
  - name: exchange
    kind: http
    url: ${upstream.url}
    match: { pathPrefix: /x }
    routes:
      - { method: GET, path: /a, scope: "account:read" }
      - { method: POST, path: /a, scope: "account:read" }
      - { method: GET, path: "/files/*", scope: null }
      - { method: GET, path: /t, scope: null }
strangers: { failures: 100000, windowSec: 60 }
limits:
  - { name: default, per: key, quota: 60000, windowSec: 60, burst: 6000 }
`);
  const key = await mustIssue(command, {
    orgId: gate.venue.halcyonId,
    kind: "bearer",
    scopes: ["account:read"],
  });
  token = key.secret ?? "";
  await awaitGates(command, key.policyVersion);
});
afterAll(async () => {
  await gate?.end();
  await upstream?.close();
});
beforeEach(() => {
  upstream.received.length = 0;
});

type Case = readonly [name: string, lines: string, expected: string, forwarded: number];

/** `H` stands for a good Host line, `A` for a good Authorization line, `|` for CRLF. */
function bytesOf(lines: string): string {
  return lines
    .replaceAll("|", "\r\n")
    .replaceAll("{H}", `Host: ${gate.authority}`)
    .replaceAll("{A}", `Authorization: Bearer ${token}`)
    .replaceAll("{BIG}", "a".repeat(17_000))
    .replaceAll("{MANY}", "a:\r\n".repeat(2_500))
    .replaceAll("{CHUNKS}", `10000\r\n${"a".repeat(65_536)}\r\n`.repeat(17));
}

async function expectCase([name, lines, expected, forwarded]: Case): Promise<void> {
  const text = await gate.raw(bytesOf(lines));
  const said = [...text.matchAll(/^HTTP\/1\.1 (\d+)[\s\S]*?\r\n\r\n/gm)].map(([head, status]) => {
    const code = /^x-keywarden-code: (\S+)/im.exec(head)?.[1];
    expect(head, name).toMatch(/^x-request-id: [0-9a-f-]{36}\r$/im);
    if (code !== undefined) expect(head, name).toMatch(/^content-type: application\/problem\+json\r$/im);
    return code === undefined ? status : `${status} ${code}`;
  });
  expect({ name, said: said.join(", "), forwarded: upstream.received.length }).toEqual({
    name,
    said: expected,
    forwarded,
  });
}

const GOOD = "GET /x/a HTTP/1.1|{H}|{A}|Connection: close||";
const BAD = "400 request_malformed";
const POST = "POST /x/a HTTP/1.1|{H}|{A}|";

const cases: readonly Case[] = [
  ["a good request", GOOD, "200", 1],
  ["a good public request", "GET /x/t HTTP/1.1|{H}|Connection: close||", "200", 1],
  ["an empty line before it", "|GET /x/t HTTP/1.1|{H}|Connection: close||", "200", 1],
  ["Host without the port", "GET /x/t HTTP/1.1|Host: LOCALHOST|Connection: close||", "200", 1],
  ["thousands of headers", "GET /x/t HTTP/1.1|{H}|{MANY}Connection: close||", "200", 1],
  // Versions
  ["HTTP/1.0", "GET /x/t HTTP/1.0|{H}||", "505 version_unsupported", 0],
  [
    "HTTP/1.0, chunked",
    "POST /x/a HTTP/1.0|{H}|{A}|Transfer-Encoding: chunked||1|a|0||",
    "505 version_unsupported",
    0,
  ],
  ["HTTP/2.0 as a line", "GET /x/t HTTP/2.0|{H}||", "505 version_unsupported", 0],
  ["HTTP/3.7", "GET /x/t HTTP/3.7|{H}||", "505 version_unsupported", 0],
  ["an HTTP/2 preface", "PRI * HTTP/2.0||SM||", "505 version_unsupported", 0],
  ["HTTP/1.12", "GET /x/t HTTP/1.12|{H}||", BAD, 0],
  // Host
  ["no Host", "GET /x/t HTTP/1.1||", BAD, 0],
  ["an empty Host", "GET /x/t HTTP/1.1|Host:||", BAD, 0],
  ["two Hosts", "GET /x/t HTTP/1.1|{H}|{H}||", BAD, 0],
  ["two Hosts of different case", "GET /x/t HTTP/1.1|{H}|hOST: evil.example||", BAD, 0],
  ["a Host with a user", "GET /x/t HTTP/1.1|Host: user@localhost||", BAD, 0],
  ["a Host with a space", "GET /x/t HTTP/1.1|Host: localhost evil||", BAD, 0],
  ["another Host", "GET /x/t HTTP/1.1|Host: evil.example||", "421 authority_unknown", 0],
  ["another port", "GET /x/t HTTP/1.1|Host: localhost:1||", "421 authority_unknown", 0],
  // Targets
  ["absolute form", "GET https://localhost/x/t HTTP/1.1|{H}||", BAD, 0],
  ["asterisk form", "OPTIONS * HTTP/1.1|{H}||", BAD, 0],
  ["authority form", "CONNECT localhost:443 HTTP/1.1|{H}||", BAD, 0],
  ["a fragment", "GET /x/t#a HTTP/1.1|{H}||", BAD, 0],
  ["a space in the target", "GET /x/t b HTTP/1.1|{H}||", BAD, 0],
  ["a tab as separator", "GET\t/x/t HTTP/1.1|{H}||", BAD, 0],
  ["raw UTF-8", "GET /x/files/\xc3\xa9 HTTP/1.1|{H}||", BAD, 0],
  ["a long target", "GET /x/t?{BIG} HTTP/1.1|{H}||", "431 headers_too_large", 0],
  ...[
    "..",
    ".",
    "%2e%2e",
    "a/../b",
    "a//b",
    "a/",
    "%2F",
    "%5c",
    "a%00",
    "%C0%AF",
    "%ff",
    "..;/b",
    "a;b",
    "%252e%252e",
    "%61",
  ].map((path): Case => [`the path ${path}`, `GET /x/files/${path} HTTP/1.1|{H}||`, BAD, 0]),
  ["dots that climb out of the prefix", "GET /x/files/../../x/a HTTP/1.1|{H}||", BAD, 0],
  ["a double slash first", "GET //x/t HTTP/1.1|{H}||", BAD, 0],
  ["an unknown path", "GET /y HTTP/1.1|{H}||", "404 route_unknown", 0],
  ["half a prefix", "GET /xx/t HTTP/1.1|{H}||", "404 route_unknown", 0],
  ["another case of a path", "GET /x/T HTTP/1.1|{H}||", "404 route_unknown", 0],
  // Methods
  ["an unlisted method", "PUT /x/a HTTP/1.1|{H}|{A}||", "405 method_unknown", 0],
  ["TRACE", "TRACE /x/t HTTP/1.1|{H}||", "405 method_unknown", 0],
  ["HEAD", "HEAD /x/t HTTP/1.1|{H}||", "405 method_unknown", 0],
  ["an invented method", "FOO /x/t HTTP/1.1|{H}||", BAD, 0],
  ["a method in lower case", "get /x/t HTTP/1.1|{H}||", BAD, 0],
  // Lines and headers
  ["bare line feeds", "GET /x/t HTTP/1.1\n{H}\n\n", BAD, 0],
  ["one bare line feed", "GET /x/t HTTP/1.1|{H}|X: y\nZ: w||", BAD, 0],
  ["a bare line feed at the end", "GET /x/t HTTP/1.1|{H}|\n", BAD, 0],
  ["a bare carriage return", "GET /x/t HTTP/1.1|{H}|X: y\rZ: w||", BAD, 0],
  ["a folded header", "GET /x/t HTTP/1.1|{H}|X: y| z||", BAD, 0],
  ["a space before the colon", "GET /x/t HTTP/1.1|{H}|X : y||", BAD, 0],
  ["NUL in a header", "GET /x/t HTTP/1.1|{H}|X: a\0b||", BAD, 0],
  ["a control in a header", "GET /x/t HTTP/1.1|{H}|X: a\x01b||", BAD, 0],
  ["a header without a name", "GET /x/t HTTP/1.1|{H}|: y||", BAD, 0],
  ["a header without a colon", "GET /x/t HTTP/1.1|{H}|X||", BAD, 0],
  ["headers that are too long", "GET /x/t HTTP/1.1|{H}|X: {BIG}||", "431 headers_too_large", 0],
  ["TLS within TLS", "\x16\x03\x01\x00\x05hello", BAD, 0],
  // Framing
  [
    "Content-Length, then Transfer-Encoding",
    `${POST}Content-Length: 6|Transfer-Encoding: chunked||0||G`,
    BAD,
    0,
  ],
  [
    "Transfer-Encoding, then Content-Length",
    `${POST}Transfer-Encoding: chunked|Content-Length: 6||0||G`,
    BAD,
    0,
  ],
  ["two Transfer-Encodings", `${POST}Transfer-Encoding: chunked|Transfer-Encoding: identity||0||`, BAD, 0],
  ["chunked twice", `${POST}Transfer-Encoding: chunked|Transfer-Encoding: chunked||0||`, BAD, 0],
  ["gzip, chunked", `${POST}Transfer-Encoding: gzip, chunked||0||`, BAD, 0],
  ["xchunked", `${POST}Transfer-Encoding: xchunked||0||`, BAD, 0],
  ["chunked in quotes", `${POST}Transfer-Encoding: "chunked"||0||`, BAD, 0],
  ["a space in Transfer-Encoding's name", `${POST}Transfer-Encoding : chunked||0||`, BAD, 0],
  ["a vertical tab before chunked", `${POST}Transfer-Encoding: \x0bchunked||0||`, BAD, 0],
  ["Content-Length twice, the same", `${POST}Content-Length: 1|Content-Length: 1||a`, BAD, 0],
  ["Content-Length twice, different", `${POST}Content-Length: 1|Content-Length: 2||ab`, BAD, 0],
  ...["1, 1", "+1", "-1", "0x1", "1 1", "1e0", "", "99999999999999999999"].map(
    (length): Case => [`Content-Length "${length}"`, `${POST}Content-Length: ${length}||a`, BAD, 0],
  ),
  ["a length above the limit", `${POST}Content-Length: 1048577||a`, "413 body_too_large", 0],
  [
    "a chunked body past the limit",
    `${POST}Transfer-Encoding: chunked||{CHUNKS}0||`,
    "413 body_too_large",
    0,
  ],
  [
    "a stranger's, too",
    "POST /x/a HTTP/1.1|{H}|Transfer-Encoding: chunked||{CHUNKS}0||",
    "401 invalid_credentials",
    0,
  ],
  ...["zz|a", "-1|a", "fffffffffffffffff|a", "1\na", "1|ab", "|a", " 1|a", "1 |a", "0x1|a", "1;a=\nb|a"].map(
    (chunk): Case => [
      `the chunk ${JSON.stringify(chunk)}`,
      `${POST}Transfer-Encoding: chunked||${chunk}|0||`,
      BAD,
      0,
    ],
  ),
  ["a chunk extension without end", `${POST}Transfer-Encoding: chunked||1;{BIG}|a|0||`, BAD, 0],
  [
    "a good chunked body",
    `${POST}Connection: close|Transfer-Encoding: chunked||1;a=b|a|0|X-Trailer: 1||`,
    "200",
    1,
  ],
  [
    "a chunked GET",
    "GET /x/a HTTP/1.1|{H}|{A}|Connection: close|Transfer-Encoding: chunked||1|a|0||",
    "200",
    1,
  ],
  ["a public GET with a body", "GET /x/t HTTP/1.1|{H}|Content-Length: 1||a", BAD, 0],
  // Expectations, upgrades, codings
  ["an unknown Expect", `${POST}Expect: 200-ok|Content-Length: 1||a`, "417 expectation_failed", 0],
  [
    "two Expects",
    `${POST}Expect: 100-continue|Expect: 100-continue|Content-Length: 1||a`,
    "417 expectation_failed",
    0,
  ],
  ["Upgrade", "GET /x/t HTTP/1.1|{H}|Connection: Upgrade|Upgrade: websocket||", BAD, 0],
  [
    "h2c",
    "GET /x/t HTTP/1.1|{H}|Connection: Upgrade, HTTP2-Settings|Upgrade: h2c|HTTP2-Settings: AAMA||",
    BAD,
    0,
  ],
  [
    "a Content-Encoding",
    `${POST}Content-Encoding: gzip|Content-Length: 1||a`,
    "415 media_type_unsupported",
    0,
  ],
  // Credentials
  ["no credential", "GET /x/a HTTP/1.1|{H}||", "401 invalid_credentials", 0],
  ["another scheme", "GET /x/a HTTP/1.1|{H}|Authorization: Basic YTpi||", "401 invalid_credentials", 0],
  ["the token twice", "GET /x/a HTTP/1.1|{H}|{A}|{A}||", BAD, 0],
  ["two tokens in one line", "GET /x/a HTTP/1.1|{H}|{A}, Bearer x||", BAD, 0],
  ["a token and half a signature", "GET /x/a HTTP/1.1|{H}|{A}|Signature: a=:YQ==:||", BAD, 0],
  ["a signature without its input", "GET /x/a HTTP/1.1|{H}|Signature: a=:YQ==:||", BAD, 0],
  // What stands behind
  ["two good requests", `GET /x/a HTTP/1.1|{H}|{A}||${GOOD}`, "200, 200", 2],
  [
    "the token twice behind a good one",
    "GET /x/a HTTP/1.1|{H}|{A}||GET /x/a HTTP/1.1|{H}|{A}|{A}||",
    `200, ${BAD}`,
    1,
  ],
  [
    "a token and half a signature behind a good one",
    "GET /x/a HTTP/1.1|{H}|{A}||GET /x/a HTTP/1.1|{H}|{A}|Signature: a=:YQ==:||",
    `200, ${BAD}`,
    1,
  ],
  ["a good one behind an unknown path", `GET /nope HTTP/1.1|{H}|{A}||${GOOD}`, "404 route_unknown", 0],
  ["a good one behind a refused credential", `GET /x/a HTTP/1.1|{H}||${GOOD}`, "401 invalid_credentials", 0],
  ["a good one behind a wrong version", `GET /x/a HTTP/1.0|{H}|{A}||${GOOD}`, "505 version_unsupported", 0],
  ["a good one behind garbage", `garbage||${GOOD}`, BAD, 0],
  ["a good one behind a broken chunk", `${POST}Transfer-Encoding: chunked||zz||${GOOD}`, BAD, 0],
  ["a good one hidden in a body", `GET /x/t HTTP/1.1|{H}|Content-Length: 5||${GOOD}`, BAD, 0],
  ["garbage behind a good one", "GET /x/a HTTP/1.1|{H}|{A}||garbage||", `200, ${BAD}`, 1],
  [
    "a bare line feed behind a good one",
    "GET /x/a HTTP/1.1|{H}|{A}||GET /x/a HTTP/1.1\n{H}\n\n",
    `200, ${BAD}`,
    1,
  ],
];

// Guarantee: what can be read in two ways is refused with the contract's status and body; nothing of it is forwarded.
it.each(cases)("answers %s", async (...args) => {
  await expectCase(args);
});

// Guarantee: a client that waits to be told so sends its body, and one that may not go on is told that instead.
it("says 100 Continue to those who may go on", async () => {
  const head = (credential: string) =>
    bytesOf(`POST /x/a HTTP/1.1|{H}|${credential}Expect: 100-continue|Connection: close|Content-Length: 1||`);
  const good = await gate.raw([head("{A}|"), 200, "a"]);
  expect(good).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
  expect(upstream.received).toMatchObject([{ body: "a" }]);
  const refused = await gate.raw(head(""));
  expect(refused).toMatch(/^HTTP\/1\.1 401 /);
});

// Guarantee: a client that closes its half after asking still gets its answer; one that leaves early reaches nothing.
it("forwards nothing of a body that never ends", async () => {
  await gate.raw([bytesOf(`${POST}Content-Length: 10||abc`), 50], 150);
  expect(upstream.received).toEqual([]);
});

// Guarantee: headers that are not complete within 10 s get 408, and nobody is kept waiting for them longer.
it("gives up on slow headers", async () => {
  const begun = performance.now();
  const text = await gate.raw(
    [bytesOf("GET /x/t HTTP/1.1|{H}|X: "), 3_000, "a", 3_000, "b", 3_000, "c", 2_000],
    15_000,
  );
  expect(text).toMatch(/^HTTP\/1\.1 408 [\s\S]*X-Keywarden-Code: request_timeout/);
  expect(performance.now() - begun).toBeLessThan(12_500);
}, 20_000);
