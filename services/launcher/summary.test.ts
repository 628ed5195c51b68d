import { expect, it } from "vitest";
import { summary } from "./summary.ts";

const ready = {
  ready: true,
  console: "http://localhost:3000",
  gateway: "https://localhost:8443",
  authz: null,
  internal: "http://127.0.0.1:9464",
  dataDir: "/var/lib/keywarden",
  enrolment: "http://localhost:3000/welcome#token",
} as const;

// Guarantee: a person finds everything they need to go on in what the start prints.
it("names every address, the data, the CA, and the way in while nobody is in", () => {
  const text = summary(ready, "/var/lib/keywarden/ca.pem", false);
  for (const part of [
    ready.console,
    ready.gateway,
    ready.internal,
    ready.dataDir,
    ready.enrolment,
    "/var/lib/keywarden/ca.pem",
    "Ctrl-C",
  ]) {
    expect(text).toContain(part);
  }
  expect(summary({ ...ready, enrolment: null }, null, false)).not.toMatch(/owner|trust|Demo/);
  expect(summary(ready, null, true)).toContain("/var/lib/keywarden/demo");
});
