import type { KeyFilter } from "./contract.ts";

export type SavedKeyView = { readonly id: string; readonly name: string; readonly filter: KeyFilter };

/** The views every console begins with; each count is a link to its rows. */
export const savedKeyViews = [
  { id: "all", name: "All", filter: { status: { op: "is_not", values: ["revoked"] } } },
  {
    id: "transfer",
    name: "Can move money",
    filter: {
      risk: { op: "is", values: ["transfer"] },
      status: { op: "is_not", values: ["revoked", "expired"] },
    },
  },
  { id: "expiring", name: "Expiring in 30 days", filter: { expiresWithinDays: 30 } },
  {
    id: "any-address",
    name: "No IP list",
    filter: { networks: "any", status: { op: "is_not", values: ["revoked", "expired"] } },
  },
  { id: "rotating", name: "Rotating", filter: { rotating: true } },
  { id: "suspended", name: "Suspended", filter: { status: { op: "is", values: ["suspended"] } } },
] as const satisfies readonly SavedKeyView[];

export type SavedKeyViewId = (typeof savedKeyViews)[number]["id"];
/** Up to 10,000 each; `exact` is false beyond. */
export type SavedKeyViewCounts = Readonly<
  Record<SavedKeyViewId, { readonly count: number; readonly exact: boolean }>
>;
