import type { Server } from "node:net";
import type { Listen } from "#lib/kernel/env.ts";

/**
 * Opens one server on each address. A loopback family that this system lacks is left out; any other address that can't
 * be had is a failure.
 *
 * @param make called once an address: a server listens on one only.
 * @returns the servers that listen; at least one.
 * @throws the first failure, as the system names it.
 */
export async function listenOnAll<S extends Server>(make: () => S, { hosts, port }: Listen): Promise<S[]> {
  const servers: S[] = [];
  let lacking: unknown = null;
  for (const host of hosts) {
    const server = make();
    try {
      await listening(server, host, port);
      servers.push(server);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const familyMissing = hosts.length > 1 && (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT");
      if (!familyMissing) {
        for (const open of servers) open.close();
        throw error;
      }
      lacking = error;
    }
  }
  if (servers.length === 0) throw lacking;
  return servers;
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, exclusive: true, ipv6Only: host === "::1" }, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}
