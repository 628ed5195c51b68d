import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ensureBuilt, isBuilt } from "./build.ts";
import { sourceHash } from "./source-hash.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "kw-build-"));
  mkdirSync(join(root, "app"));
  mkdirSync(join(root, ".next"));
  writeFileSync(join(root, "app/page.tsx"), "export default null;");
  writeFileSync(join(root, ".next/BUILD_ID"), "1");
  writeFileSync(join(root, ".next/keywarden-sources"), sourceHash(root));
});
afterEach(() => rmSync(root, { recursive: true }));

// Guarantee: a second start builds nothing, and says nothing of building.
it("builds once", async () => {
  const [tell, onBuild] = [vi.fn(), vi.fn()];
  await ensureBuilt(root, ".next", tell, onBuild);
  expect([tell.mock.calls, onBuild.mock.calls]).toEqual([[], []]);
});

// Guarantee: no start serves a build of other sources, or one that was broken off.
it("knows a build by its sources and by its end", () => {
  expect(isBuilt(root, ".next")).toBe(true);
  writeFileSync(join(root, "app/page.tsx"), "export default 1;");
  expect(isBuilt(root, ".next")).toBe(false);
  writeFileSync(join(root, ".next/keywarden-sources"), sourceHash(root));
  rmSync(join(root, ".next/BUILD_ID"));
  expect(isBuilt(root, ".next")).toBe(false);
});
