import { createServer } from "node:net";
import type { Env, Listen } from "#lib/kernel/env.ts";
import { listenAll } from "#services/listen-all.ts";
import { StartRefused } from "./refusal.ts";

/**
 * Refuses the start while a port is taken or not ours to take, before anything is changed.
 *
 * @throws {StartRefused} naming the variable.
 */
export async function requirePorts(env: Env): Promise<void> {
  const wanted: [string, Listen][] = [
    ["CONSOLE", env.console],
    ["GATEWAY", env.gateway],
    ["INTERNAL", env.internal],
  ];
  for (const [name, listen] of wanted) {
    try {
      const servers = await listenAll(listen, () => createServer());
      await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
    } catch (error) {
      throw new StartRefused(refusal(name, listen, error as NodeJS.ErrnoException & { address?: string }));
    }
  }
}

function refusal(
  name: string,
  { hosts, port }: Listen,
  error: NodeJS.ErrnoException & { address?: string },
): string {
  const at = error.address ?? hosts.join(", ");
  if (error.code === "EADDRINUSE") return `${name}_PORT ${port} is taken on ${at}: expected a free port.`;
  if (error.code === "EACCES")
    return `${name}_PORT ${port} is not open to this user: expected a port from 1024 on.`;
  return `${name}_HOST ${at} cannot be listened on (${error.code}): expected an address of this machine.`;
}
