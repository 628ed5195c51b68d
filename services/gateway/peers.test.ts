import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import { expect, it } from "vitest";
import { Networks } from "#lib/enforce/address.ts";
import { Peers } from "./peers.ts";

function socketFrom(remoteAddress: string): Socket & { destroyed: boolean } {
  const socket = Object.assign(new EventEmitter(), {
    remoteAddress,
    destroyed: false,
    destroy() {
      socket.destroyed = true;
      socket.emit("close");
    },
  });
  return socket as unknown as Socket & { destroyed: boolean };
}

// Guarantee: an address has so many connections at once and no more, however many others there are.
it("counts connections by address, and by /64 for IPv6", () => {
  const peers = new Peers(null, 2);
  for (const [one, same, other] of [
    ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.2"],
    ["2001:db8::1", "2001:db8::ffff:2", "2001:db8:0:1::1"],
  ] as const) {
    const first = socketFrom(one);
    expect(peers.admit(first)).toBe(true);
    expect(peers.admit(socketFrom(same))).toBe(true);
    const third = socketFrom(one);
    expect(peers.admit(third)).toBe(false);
    expect(third.destroyed).toBe(true);
    expect(peers.admit(socketFrom(other))).toBe(true);
    first.destroy();
    expect(peers.admit(socketFrom(one))).toBe(true);
    expect(peers.admit(socketFrom(one))).toBe(false);
  }
  expect(peers.refused).toBe(4);
});

// Guarantee: a proxy that is believed stands for many clients.
it("does not count trusted proxies", () => {
  const peers = new Peers(new Networks(["10.0.0.0/8"]), 1);
  for (let i = 0; i < 5; i++) expect(peers.admit(socketFrom("10.1.2.3"))).toBe(true);
});
