import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { withTx } from "#lib/db/client.ts";
import { rotateKey } from "#lib/keys/rotate.ts";
import { command, mustIssue } from "#lib/keys/testing.ts";
import { awaitGates } from "#lib/policy/confirm.ts";
import { startTestGate, type TestGate, type TestUpstream, testUpstream } from "./testing.ts";

let upstream: TestUpstream;
let gate: TestGate;

beforeAll(async () => {
  upstream = await testUpstream();
  gate = await startTestGate(`
apiVersion: keywarden/v1
upstreams:
  - name: chain
    kind: jsonrpc
    url: ${upstream.url}
    match: { pathPrefix: /chain }
    methods: [{ method: eth_blockNumber, scope: "account:read" }]
`);
});
afterAll(async () => {
  await gate?.end();
  await upstream?.close();
});
beforeEach(() => {
  upstream.received.length = 0;
});

const CALL = '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}';

async function bearer() {
  const issued = await mustIssue(command, {
    orgId: gate.venue.halcyonId,
    kind: "bearer",
    scopes: ["account:read"],
  });
  await awaitGates(command, issued.policyVersion);
  return { keyId: issued.keyId, token: issued.secret ?? "" };
}

const head = (token: string, length: number) =>
  `POST /chain HTTP/1.1\r\nHost: ${gate.authority}\r\nAuthorization: Bearer ${token}\r\nConnection: close\r\nContent-Length: ${length}\r\n\r\n`;
const whole = (token: string) => head(token, CALL.length) + CALL;
const codeOf = (text: string) => /^x-keywarden-code: (\S+)/im.exec(text)?.[1] ?? text.slice(9, 12);

// Guarantee: a version that has ended gets nothing through, not even what it began before its end.
it("asks again whether the version lives once the body is there", async () => {
  const { keyId, token } = await bearer();
  const begun = gate.raw([head(token, CALL.length) + CALL.slice(0, 5), 2_500, CALL.slice(5)], 5_000);
  const rotated = await withTx(command, (tx) =>
    rotateKey(tx, command, { keyId, overlap: 0, reason: "for a test" }),
  );
  if (!rotated.ok) throw new Error(rotated.code);
  expect(await awaitGates(command, rotated.value.policyVersion)).toEqual({ confirmed: 1, total: 1 });
  expect(codeOf(await begun)).toBe("invalid_credentials");
  expect(upstream.received).toHaveLength(0);
  expect(codeOf(await gate.raw(whole(rotated.value.secret ?? "")))).toBe("200");
});

// Guarantee: one key can't fill the gate's memory with bodies that never end, nor take the room of another key.
it("holds only so many bytes of one key's unfinished bodies", async () => {
  const greedy = await bearer();
  const other = await bearer();
  const length = 1_048_576;
  const unfinished = head(greedy.token, length) + " ".repeat(length - 1);
  const held = Array.from({ length: 40 }, () => gate.raw(unfinished, 6_000));
  await Promise.race(held);
  expect(codeOf(await gate.raw(whole(other.token)))).toBe("200");
  const said = (await Promise.all(held)).map(codeOf);
  const refused = said.filter((code) => code === "overloaded").length;
  expect(refused).toBeGreaterThanOrEqual(40 - 32);
  expect(refused).toBeLessThan(40);
  // Those who went away gave their room back.
  expect(codeOf(await gate.raw(whole(greedy.token)))).toBe("200");
});
