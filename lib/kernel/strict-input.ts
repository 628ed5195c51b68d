import * as z from "zod/mini";

/** An object of exactly these fields: one that isn't among them is refused by its name, never ignored. */
export function strictInput<const Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === "unrecognized_keys"
        ? `There is no field ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}.`
        : "This takes named fields.",
  });
}
