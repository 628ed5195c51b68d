import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { StartRefused } from "./refusal.ts";
import { restartDelayMs, type Supervised, supervise } from "./supervise.ts";

let dir = "";
let told: string[] = [];
let gaveUp: string[] = [];
const running: Supervised[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "kw-sup-"));
  told = [];
  gaveUp = [];
});
afterEach(async () => {
  for (const child of running.splice(0)) await child.stop();
  rmSync(dir, { recursive: true });
});

/** A child whose n-th life (from 0) runs `code` with `life` = n. */
function start(code: string, held = false): Supervised {
  const entry = join(dir, "main.mjs");
  writeFileSync(
    entry,
    `import { appendFileSync, readFileSync, existsSync } from "node:fs";
     const lives = ${JSON.stringify(join(dir, "lives"))};
     const life = existsSync(lives) ? readFileSync(lives, "utf8").length : 0;
     appendFileSync(lives, ".");
     const ready = () => process.send({ type: "ready", info: { life, pid: process.pid } });
     process.on("disconnect", () => process.exit(0));
     process.on("message", (m) => m.type === "stop" && process.exit(0));
     ${code}`,
  );
  const child = supervise(
    { name: "gateway", entry, args: [], env: {}, logFile: join(dir, "gateway.log"), readyMsMax: 5_000 },
    { tell: (text) => told.push(text), giveUp: (line) => gaveUp.push(line), held },
  );
  running.push(child);
  return child;
}
const lives = () => readFileSync(join(dir, "lives"), "utf8").length;

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 400 && !holds(); i++) await sleep(20);
  expect(holds()).toBe(true);
}

// Guarantee: a process that is killed is started again at once.
it("starts a killed child again, and says how it ended", async () => {
  const { pid } = (await start("ready(); setInterval(() => {}, 1000)").started) as { pid: number };
  process.kill(pid, "SIGKILL");
  await until(() => lives() === 2);
  expect(told).toEqual(["gateway ended (SIGKILL) without a word."]);
});

it("shows the last 20 lines of a child that failed", async () => {
  const child = start(
    "ready(); if (life === 0) { for (let i = 0; i < 50; i++) console.error('line', i); process.exit(3); } else setInterval(() => {}, 1000)",
  );
  await child.started;
  await until(() => told.length === 1);
  const [head, ...lines] = (told[0] ?? "").split("\n");
  expect(head).toBe("gateway ended (exit 3). Its last lines:");
  expect(lines).toHaveLength(20);
  expect(lines.at(-1)).toBe("  line 49");
});

// Guarantee: what a person can put right is one line, and is not tried again and again.
it("refuses the start with the one line of a child that cannot run", async () => {
  const child = start(
    "process.send({ type: 'failed', line: 'GATEWAY_PORT 1 is taken.' }, () => process.exit(1))",
  );
  await expect(child.started).rejects.toThrow(new StartRefused("GATEWAY_PORT 1 is taken."));
  expect(lives()).toBe(1);
  expect(told).toEqual([]);
});

it("refuses the start after three deaths before the first ready", async () => {
  const child = start("process.exit(7)");
  await expect(child.started).rejects.toThrow(
    /^The gateway does not start: exit 7, 3 times\. Its log is .*gateway\.log\.$/,
  );
  expect(lives()).toBe(3);
});

it("stops a child that ignores no order, and starts none after", async () => {
  const child = start("ready(); setInterval(() => {}, 1000)");
  const { pid } = (await child.started) as { pid: number };
  await child.stop();
  expect(() => process.kill(pid, 0)).toThrow();
  await sleep(300);
  expect(lives()).toBe(1);
});

// Guarantee: a process loads while the database starts, and touches nothing before that is there.
it("holds a child until it is released, and no later life of it", async () => {
  const child = start(
    `const begin = () => { appendFileSync(lives + ".begun", "."); ready(); };
     if (process.env.KEYWARDEN_HELD) process.on("message", (m) => m.type === "go" && begin());
     else { begin(); setInterval(() => {}, 1000); }`,
    true,
  );
  await until(() => existsSync(join(dir, "lives")));
  await sleep(200);
  expect(existsSync(join(dir, "lives.begun"))).toBe(false);
  child.release();
  const { pid } = (await child.started) as { pid: number };
  process.kill(pid, "SIGKILL");
  await until(() => readFileSync(join(dir, "lives.begun"), "utf8").length === 2);
});

// Guarantee: the first restart comes within 250 ms, and a process that cannot run is not tried without pause.
it("waits longer from restart to restart, 4 s at most", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map(restartDelayMs);
  expect(waits[0]).toBeLessThanOrEqual(250);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(waits.at(-1)).toBe(4_000);
});
