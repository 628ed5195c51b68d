import { expect, it } from "vitest";
import { BodyRoom } from "./body-room.ts";

// Guarantee: neither one key nor all of them hold more of bodies than there is room for.
it("refuses what goes beyond a key's share, and beyond the whole", () => {
  const room = new BodyRoom({ total: 10, perKey: 6 });
  expect(room.take("a", 6)).toBe(true);
  expect(room.take("a", 1)).toBe(false);
  expect(room.take("b", 5)).toBe(false);
  expect(room.take("b", 4)).toBe(true);
  expect(room.held).toBe(10);
});

it("has the room again that was given back", () => {
  const room = new BodyRoom({ total: 10, perKey: 6 });
  room.take("a", 6);
  room.give("a", 6);
  expect(room.held).toBe(0);
  expect(room.take("a", 6)).toBe(true);
});
