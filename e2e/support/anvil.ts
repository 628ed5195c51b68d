import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "./product.ts";

const START_MS_MAX = 20_000;

export type Chain = { readonly url: string; readonly chainId: number; stop(): Promise<void> };

/** A real Ethereum node on a free port: anvil's own binary, since its launcher would leave that behind when killed. */
export async function startAnvil(chainId = 31_337): Promise<Chain> {
  const arch = process.arch === "arm64" ? "arm64" : "amd64";
  const binary = createRequire(import.meta.url).resolve(
    `@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`,
  );
  const port = await freePort();
  const node = spawn(
    binary,
    ["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(chainId), "--silent"],
    {
      stdio: "ignore",
    },
  );
  const exited = new Promise<void>((resolve) => node.once("exit", () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
  const headers = { "content-type": "application/json" };
  for (const deadline = Date.now() + START_MS_MAX; ; await sleep(50)) {
    const answer = await fetch(url, { method: "POST", headers, body }).catch(() => null);
    if (answer?.ok) break;
    if (Date.now() > deadline || node.exitCode !== null) throw new Error("anvil did not start");
  }
  return {
    url,
    chainId,
    stop: async () => {
      node.kill("SIGKILL");
      await exited;
    },
  };
}
