import { expect, it } from "vitest";
import { contentSecurityPolicy, securityHeaders } from "./security-headers.ts";

const facts = { nonce: "n0nce", tls: true, development: false };

// Guarantee: a build's pages run no inline or evaluated script, load from nowhere else and sit in nobody's frame.
it("allows this console's own files only", () => {
  const policy = contentSecurityPolicy(facts);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self' 'nonce-n0nce' 'strict-dynamic'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("base-uri 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*|data:/);
});

it("asks for TLS only where there is TLS", () => {
  expect(contentSecurityPolicy({ ...facts, tls: false })).not.toContain("upgrade-insecure-requests");
  expect(securityHeaders(false)).not.toHaveProperty("strict-transport-security");
  expect(securityHeaders(true)).toHaveProperty("strict-transport-security");
});
