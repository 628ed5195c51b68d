import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./product.ts";

export type Upstream = { readonly url: string; readonly stop: () => Promise<void> };

const START_MS_MAX = 15_000;
/** anvil's own. */
export const CHAIN_ID = "0x7a69";

/** A real blockchain node with an empty chain of its own. */
export async function startAnvil(): Promise<Upstream> {
  const arch = { x64: "amd64", arm64: "arm64" }[process.arch as string];
  const anvil = createRequire(import.meta.url).resolve(
    `@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`,
  );
  const port = await freePort();
  const child = spawn(anvil, ["--host", "127.0.0.1", "--port", String(port), "--quiet"], { stdio: "ignore" });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve()).once("error", () => resolve());
  });
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  for (const until = Date.now() + START_MS_MAX; Date.now() < until; await sleep(50)) {
    if (await answers(url)) return { url, stop };
  }
  await stop();
  throw new Error("anvil did not start");
}

async function answers(url: string): Promise<boolean> {
  try {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
    const headers = { "content-type": "application/json" };
    const answer = await fetch(url, { method: "POST", body, headers, signal: AbortSignal.timeout(1_000) });
    return ((await answer.json()) as { result?: string }).result === CHAIN_ID;
  } catch {
    return false;
  }
}

/** An HTTP service that tells what reached it. */
export async function startEcho(): Promise<Upstream> {
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    request.resume().on("end", () => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ method, url, headers }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop };
}
