import type { Server } from "node:net";
import type { Listen } from "#lib/kernel/env.ts";

/** The kernel has no such address or family: on loopback the other family is enough. */
const ABSENT = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"]);

/**
 * Listens on every address of `at`, one server each (a Node server has one socket).
 *
 * @returns the servers that listen; at least one.
 * @throws {NodeJS.ErrnoException} when an address is taken or refused, or none is there; nothing listens then.
 */
export async function listenAll<S extends Server>(at: Listen, make: () => S): Promise<S[]> {
  const servers: S[] = [];
  let absent: unknown = null;
  for (const host of at.hosts) {
    const server = make();
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(
          { host, port: at.port, exclusive: true, ipv6Only: host.includes(":") && host !== "::" },
          () => {
            server.off("error", reject);
            resolve();
          },
        );
      });
      servers.push(server);
    } catch (error) {
      absent = error;
      if (ABSENT.has((error as NodeJS.ErrnoException).code ?? "")) continue;
      for (const open of servers) open.close();
      throw error;
    }
  }
  if (servers.length === 0) throw absent;
  return servers;
}
