import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../support/launch.ts";
import { processesOf, serviceOf } from "../support/processes.ts";
import { within } from "../support/watch.ts";

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`by ${signal} leaves no process`, async ({ launch }) => {
    const { start, dataDir } = await launch.run();
    start.kill(signal);
    expect(await start.exited).toBe(0);
    expect(processesOf(dataDir)).toEqual([]);
  });
}

test("by SIGKILL of either half of the launcher leaves no process", async ({ launch }) => {
  for (const half of ["start", "main"]) {
    const { start, dataDir } = await launch.run();
    process.kill(half === "start" ? start.pid : serviceOf(dataDir, "launcher"), "SIGKILL");
    expect(await within(15_000, () => processesOf(dataDir).length === 0), half).toBeLessThan(15_000);
  }
});

test("before it is ready leaves no process", async ({ launch }) => {
  const start = await launch.begin();
  await within(20_000, () => existsSync(join(start.dataDir, "postgres")));
  start.kill("SIGTERM");
  expect(await start.exited).toBe(0);
  expect(processesOf(start.dataDir)).toEqual([]);
  expect(start.stdout()).toBe("");
});
