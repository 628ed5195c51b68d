import { type SQL, sql } from "drizzle-orm";
import type { KeySort } from "./contract.ts";

/** Where a page ends: the sorted value and the id, which together have one place in the order. */
export type KeyCursor = { readonly sort: KeySort; readonly value: string; readonly id: string };

const VERSION = 1;

/** Opaque to whoever carries it. */
export function writeCursor({ sort, value, id }: KeyCursor): string {
  return Buffer.from(JSON.stringify([VERSION, sort, value, id])).toString("base64url");
}

/** @returns null for anything that wasn't written here for this order. */
export function readCursor(text: string, sort: KeySort): KeyCursor | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (!Array.isArray(parts) || parts.length !== 4) return null;
    const [version, of, value, id] = parts as unknown[];
    if (version !== VERSION || of !== sort || typeof value !== "string" || typeof id !== "string")
      return null;
    if (sort !== "name" && Number.isNaN(Date.parse(value))) return null;
    return { sort, value, id };
  } catch {
    return null;
  }
}

/** The indexed expression behind each order. */
export function sortExpression(sort: KeySort): SQL {
  switch (sort) {
    case "created":
      return sql`k.created_at`;
    case "expires":
      return sql`k.expires_at`;
    case "name":
      return sql`lower(k.name)`;
  }
}

/** Rows strictly beyond the cursor, in the direction of reading. */
export function beyond(cursor: KeyCursor, forward: "asc" | "desc"): SQL {
  const at = cursor.sort === "name" ? sql`${cursor.value}` : sql`${cursor.value}::timestamptz`;
  const place = sql`(${sortExpression(cursor.sort)}, k.id)`;
  return forward === "asc" ? sql`${place} > (${at}, ${cursor.id})` : sql`${place} < (${at}, ${cursor.id})`;
}
