import { rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { test as base, expect } from "playwright/test";
import { processesOf } from "./processes.ts";
import { beginStart, Product, type Start, type StartOptions } from "./product.ts";

export { expect };

const STOP_MS_MAX = 30_000;

/** Starts of a test; whatever they leave is ended and removed after it. */
export type Launch = {
  begin(options?: StartOptions): Promise<Start>;
  run(options?: StartOptions): Promise<Product>;
  /** Expects a start to be refused: exit 1, nothing on stdout, no process left, and one line on stderr, which it returns. */
  refusal(options: StartOptions): Promise<string>;
};

export const test = base.extend<{ launch: Launch }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from this pattern
  launch: async ({}, use) => {
    const starts: Start[] = [];
    const begin = async (options: StartOptions = {}): Promise<Start> => {
      const start = await beginStart(options);
      starts.push(start);
      return start;
    };
    await use({
      begin,
      run: async (options) => {
        const start = await begin(options);
        return new Product(start, await start.ready());
      },
      refusal: async (options) => {
        const start = await begin(options);
        expect(await start.exited, start.stderr()).toBe(1);
        expect(start.stdout()).toBe("");
        expect(start.stderr().trimEnd().split("\n"), start.stderr()).toHaveLength(1);
        expect(processesOf(start.dataDir)).toEqual([]);
        return start.stderr().trim();
      },
    });
    for (const start of starts) {
      start.kill("SIGTERM");
      await Promise.race([start.exited, sleep(STOP_MS_MAX)]);
      for (const { pid } of processesOf(start.dataDir)) process.kill(pid, "SIGKILL");
      rmSync(start.dataDir, { recursive: true, force: true, maxRetries: 5 });
    }
  },
});
