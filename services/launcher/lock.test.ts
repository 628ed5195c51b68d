import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { holderOf, takeLock } from "./lock.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "kw-lock-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

// Guarantee: two processes never hold one data directory, and a holder that is killed holds it no longer.
it("is held by one process, and dies with it", async () => {
  const lock = join(dir, "lock");
  const script = join(dir, "hold.ts");
  writeFileSync(
    script,
    `import { takeLock } from ${JSON.stringify(join(import.meta.dirname, "lock.ts"))};
     console.log(takeLock(${JSON.stringify(lock)}) !== null);
     setInterval(() => globalThis.gc?.(), 10);`,
  );
  const holder = spawn(process.execPath, ["--expose-gc", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [answer] = await once(holder.stdout, "data");
  expect(String(answer).trim()).toBe("true");
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(takeLock(lock)).toBe(null);
  expect(holderOf(lock)).toBe(`process ${holder.pid}`);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  const release = takeLock(lock);
  expect(release).not.toBe(null);
  release?.();
});
