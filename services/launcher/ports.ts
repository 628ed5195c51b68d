import { createServer } from "node:net";
import type { Env, Listen } from "#lib/kernel/env.ts";
import { StartRefused } from "./refusal.ts";

/** A system without IPv6, or without it on loopback: the other family is enough. */
const FAMILY_ABSENT = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"]);

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
  for (const [name, { hosts, port }] of wanted) {
    let bound = 0;
    for (const host of hosts) {
      const code = await tryToBind(host, port);
      if (code === null) bound += 1;
      else if (code === "EADDRINUSE")
        throw new StartRefused(`${name}_PORT ${port} is taken: expected a free port on ${host}.`);
      else if (code === "EACCES")
        throw new StartRefused(
          `${name}_PORT ${port} is not open to this user: expected a port from 1024 on.`,
        );
      else if (!FAMILY_ABSENT.has(code))
        throw new StartRefused(
          `${name}_HOST ${host} refuses port ${port} (${code}): expected an address to listen on.`,
        );
    }
    if (bound === 0)
      throw new StartRefused(
        `${name}_HOST ${hosts.join(", ")} is no address of this machine: expected one to listen on.`,
      );
  }
}

function tryToBind(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "unknown"));
    server.listen({ host, port, exclusive: true, ipv6Only: host.includes(":") && host !== "::" }, () =>
      server.close(() => resolve(null)),
    );
  });
}
