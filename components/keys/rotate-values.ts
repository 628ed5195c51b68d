import * as z from "zod/mini";
import { type KeyDetail, OVERLAP_DEFAULT, reason, type rotateKeyInput } from "#lib/keys/contract.ts";
import { provenProblems } from "./issue-values.ts";

/** The form of a rotation. Pure. */

export const OVERLAPS = [
  { value: "0s", label: "None: it ends at once" },
  { value: "1h", label: "1 hour" },
  { value: "24h", label: "24 hours" },
  { value: "3d", label: "3 days" },
  { value: "7d", label: "7 days" },
] as const;

export type RotateValues = {
  /** Where the new pair comes from; of no matter for secrets that the server makes. */
  readonly means: "browser" | "paste";
  readonly publicKey: string;
  readonly possessionAt: string;
  readonly signature: string;
  readonly overlap: string;
  readonly reason: string;
};

export const UNTOUCHED: Omit<RotateValues, "means"> = {
  publicKey: "",
  possessionAt: "",
  signature: "",
  overlap: OVERLAP_DEFAULT,
  reason: "",
};

export function rotateSchema(kind: KeyDetail["kind"]) {
  return z
    .object({
      means: z.enum(["browser", "paste"]),
      publicKey: z.string(),
      possessionAt: z.string(),
      signature: z.string(),
      overlap: z.string(),
      reason,
    })
    .check(({ value, issues }) => {
      if (kind !== "ed25519" || value.means !== "paste") return;
      for (const [field, message] of provenProblems(value))
        issues.push({ code: "custom", path: [field], message, input: value });
    });
}

/** What is sent; a browser-made key's public half and proof are given by the caller. */
export function rotateInputOf(
  key: Pick<KeyDetail, "keyId" | "kind">,
  values: RotateValues,
  made: { readonly publicKey: string; readonly possession: { at: string; signature: string } } | null,
): z.input<typeof rotateKeyInput> {
  return {
    keyId: key.keyId,
    overlap: values.overlap,
    reason: values.reason,
    ...(key.kind === "ed25519" &&
      values.means === "paste" && {
        publicKey: values.publicKey,
        possession: { at: values.possessionAt, signature: values.signature.trim() },
      }),
    ...(made ?? {}),
  };
}
