import fc from "fast-check";
import { expect, it } from "vitest";
import { safePath } from "./safe-path.ts";

const origin = "https://keys.venue.example";
const leads = (path: string) => new URL(path, origin).origin;

// Guarantee: signing in never sends anybody to another site, whatever the URL asks for.
it.each([
  "https://evil.example",
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "\\\\evil.example",
  "javascript:alert(1)",
  "/.//evil.example",
  "/..//evil.example",
  " //evil.example",
  "/api/auth/csrf",
  undefined,
  ["/keys", "/keys"],
])("refuses %s", (wanted) => {
  expect(safePath(wanted)).toBe("/");
});

it("keeps paths of the console", () => {
  expect(safePath("/keys/k_1?tab=requests")).toBe("/keys/k_1?tab=requests");
});

it("stays on this origin for any text", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.string().map((s) => `/${s}`),
      ),
      (wanted) => {
        expect(leads(safePath(wanted))).toBe(origin);
      },
    ),
  );
});
