import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { CHAIN_ID, startChain } from "./chain.ts";

async function chainId(port: number): Promise<string | null> {
  try {
    const answer = await fetch(`http://127.0.0.1:${port}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] }),
    });
    return ((await answer.json()) as { result: string }).result;
  } catch {
    return null;
  }
}

async function goesAway(port: number): Promise<boolean> {
  for (let i = 0; i < 60; i++, await sleep(50)) if ((await chainId(port)) === null) return true;
  return false;
}

// Guarantee: the demo's blockchain is a real node, and stop leaves nothing running.
it("starts anvil on loopback and stops it", { timeout: 20_000 }, async () => {
  const started = await startChain({ port: 0 });
  if (!started.ok) throw new Error(started.detail);
  const { port, stop } = started.value;
  expect(Number(await chainId(port))).toBe(CHAIN_ID);
  await stop();
  expect(await chainId(port)).toBeNull();
});

// Guarantee: a port that another node holds is refused; its answers are never taken for those of ours.
it("refuses a taken port", { timeout: 20_000 }, async () => {
  const first = await startChain({ port: 0 });
  if (!first.ok) throw new Error(first.detail);
  const { port, stop } = first.value;
  expect(await startChain({ port })).toMatchObject({ ok: false, code: "port_taken" });
  await stop();
});

// Guarantee: a parent that is killed outright leaves no node behind.
it("ends with a parent that was killed with SIGKILL", { timeout: 20_000 }, async () => {
  const script = `const { startChain } = await import(${JSON.stringify(new URL("./chain.ts", import.meta.url).href)});
    const started = await startChain({ port: 0 });
    process.stdout.write(String(started.value.port) + "\\n");`;
  const parent = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(parent.stdout, "data")) as [Buffer];
  const port = Number(line.toString());
  expect(Number(await chainId(port))).toBe(CHAIN_ID);
  parent.kill("SIGKILL");
  expect(await goesAway(port)).toBe(true);
});
