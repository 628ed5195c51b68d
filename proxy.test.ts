import { NextRequest } from "next/server";
import { expect, it, vi } from "vitest";
import { proxy } from "./proxy.ts";

vi.mock("server-only", () => ({}));

const answer = () => proxy(new NextRequest("http://localhost:3000/keys?q=a")).headers;
/** What the page is given of the request: Next carries it in the answer's own headers. */
const forPage = (headers: Headers, name: string) => headers.get(`x-middleware-request-${name}`);

// Guarantee: every answer has a nonce of its own, the page knows it, and no script runs for want of one.
it("gives each answer a policy with a nonce that its page knows", () => {
  const nonces = new Set<string>();
  for (let i = 0; i < 3; i++) {
    const headers = answer();
    const policy = headers.get("content-security-policy") ?? "";
    const nonce = forPage(headers, "x-nonce") ?? "";
    expect(Buffer.from(nonce, "base64")).toHaveLength(16);
    expect(policy).toContain(`script-src 'self' 'nonce-${nonce}' 'strict-dynamic';`);
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}';`);
    expect(policy).not.toContain("unsafe");
    expect(forPage(headers, "content-security-policy")).toBe(policy);
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(3);
});

it("says what else keeps a browser safe", () => {
  expect(Object.fromEntries(answer())).toMatchObject({
    "x-frame-options": "DENY",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
});
