import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { type AddressInfo, createServer } from "node:net";
import type { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { err, ok, type Result } from "#lib/kernel/result.ts";

const HOST = "127.0.0.1";
export const CHAIN_ID = 31_337;
const BLOCK_SEC = 12;
/** States kept, so that memory stays bounded: a day of blocks and a half. */
const STATES_MAX = 10_000;
const START_MS_MAX = 15_000;
const POLL_MS = 50;

export type RunningChain = {
  readonly port: number;
  /** Resolves when the node has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly stop: () => Promise<void>;
};
export type ChainError = "chain_not_installed" | "chain_not_started" | "port_taken";

/**
 * anvil's own binary, in the package npm chose for this platform. Its JavaScript launcher is passed by: killed, it
 * would leave the binary behind.
 */
function findAnvil(): string | null {
  const arch = { x64: "amd64", arm64: "arm64" }[process.arch as string];
  const require = createRequire(import.meta.url);
  try {
    const path = require.resolve(`@foundry-rs/anvil-${process.platform}-${arch}/bin/anvil`);
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/**
 * Holds anvil between two pipes: it ends when file descriptor 3 closes, which the system does for a parent that was
 * killed outright, and this shell ends when anvil does.
 */
const HOLD = `"$@" 3<&- & node=$!
{ read -r _; kill "$node" 2>/dev/null; } <&3 3<&- &
wait "$node"`;

/**
 * Starts a real Ethereum node with an empty chain on loopback; it ends with this process, however that ends.
 *
 * @param o.port 0 takes a free one.
 */
export async function startChain(o: { readonly port: number }): Promise<Result<RunningChain, ChainError>> {
  const anvil = findAnvil();
  if (anvil === null) {
    const detail = `anvil is not installed for ${process.platform} ${process.arch}: npm install @foundry-rs/anvil`;
    return err("chain_not_installed", { detail });
  }
  // Asked first: whatever holds the port might answer as anvil does.
  const port = await bindable(o.port);
  if (port === null) return err("port_taken", { detail: `port ${o.port} on ${HOST} is taken` });
  const settings = [
    "--host",
    HOST,
    "--port",
    String(port),
    "--chain-id",
    String(CHAIN_ID),
    "--quiet",
    "--no-cors",
  ];
  const limits = ["--block-time", String(BLOCK_SEC), "--prune-history", String(STATES_MAX)];
  const child = spawn("/bin/sh", ["-c", HOLD, "sh", anvil, ...settings, ...limits], {
    // anvil writes its caches below HOME; the chain is of this run alone.
    env: { NODE_ENV: "production", PATH: "/usr/bin:/bin", HOME: "/nonexistent" },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  let complaint = "";
  child.stderr?.setEncoding("utf8").on("data", (text: string) => {
    complaint = (complaint + text).slice(-500);
  });
  let running = true;
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      running = false;
      resolve();
    };
    child.once("error", end).once("exit", end);
  });
  const stop = async () => {
    release(child);
    await ended;
  };
  for (const until = Date.now() + START_MS_MAX; running && Date.now() < until; await sleep(POLL_MS)) {
    if (await answers(port)) return running ? ok({ port, ended, stop }) : failed(complaint);
  }
  await stop();
  return failed(complaint);
}

function failed(complaint: string): Result<never, ChainError> {
  const said = complaint.trim().split("\n").at(-1) ?? "";
  return err("chain_not_started", { detail: `anvil did not start${said === "" ? "" : `: ${said}`}` });
}

/** Closes the pipe that holds the node. */
function release(child: ChildProcess): void {
  const hold = child.stdio[3] as Writable | null;
  hold?.destroy();
}

async function answers(port: number): Promise<boolean> {
  try {
    const answer = await fetch(`http://${HOST}:${port}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] }),
      signal: AbortSignal.timeout(1_000),
    });
    const { result } = (await answer.json()) as { result?: unknown };
    return result === `0x${CHAIN_ID.toString(16)}`;
  } catch {
    return false;
  }
}

/** The port itself, a free one for 0, or null when something listens there. */
function bindable(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(null));
    probe.listen({ host: HOST, port }, () => {
      const { port: bound } = probe.address() as AddressInfo;
      probe.close(() => resolve(bound));
    });
  });
}
