"use client";

import { useState } from "react";
import { gateErrorText, isGateError } from "#components/identity/gate-error-text.ts";
import { useAction } from "#components/identity/use-action.ts";
import type { Result } from "#lib/kernel/result.ts";
import type { KeyDetail, RotatedKey, RotateKeyError } from "#lib/keys/contract.ts";
import type { GateError } from "#lib/web/contract.ts";
import type { ActReceipt } from "./key-acts.ts";
import type { NewCredential } from "./new-credential.tsx";
import { proveNewKey } from "./prove-new-key.ts";
import { type RotateValues, rotateInputOf } from "./rotate-values.ts";

export type RotateAction = (
  input: ReturnType<typeof rotateInputOf>,
) => Promise<Result<RotatedKey & { readonly receipt: ActReceipt }, RotateKeyError | GateError>>;

type Wanted = {
  readonly rotate: RotateAction;
  readonly detail: KeyDetail;
  readonly gate: string;
  readonly sessionId: string;
  readonly onRotated: (made: NewCredential) => void;
  /** @param field null: it is about no single one. */
  readonly onRefused: (field: keyof RotateValues | null, message: string) => void;
};

/** Sends the rotation; a pair that this browser makes is made now. */
export function useRotate({ rotate, detail, gate, sessionId, onRotated, onRefused }: Wanted) {
  const { run } = useAction(rotate, { refresh: false });
  const [pending, setPending] = useState(false);

  const send = async (values: RotateValues): Promise<void> => {
    setPending(true);
    try {
      const here = detail.kind === "ed25519" && values.means === "browser";
      const made = here ? await proveNewKey({ sessionId, orgId: detail.org.id }) : null;
      if (typeof made === "string") return onRefused(null, made);
      const result = await run(rotateInputOf(detail, values, made?.sent ?? null));
      if (result === null) return;
      if (!result.ok) return onRefused(...placed(result));
      const { keyId, name, kind, versions } = detail;
      const { fingerprint, secret, receipt } = result.value;
      const version = (versions[0]?.number ?? 1) + 1;
      onRotated({
        act: "rotated",
        ...{ keyId, name, kind, version, fingerprint, receipt, gate },
        secret: made?.key.privatePem ?? secret,
      });
    } finally {
      setPending(false);
    }
  };
  return { send, pending };
}

const FIELDS: Readonly<Record<string, keyof RotateValues>> = {
  publicKey: "publicKey",
  possession: "signature",
  overlap: "overlap",
  reason: "reason",
};

type Run = ReturnType<typeof useAction<unknown, unknown, RotateKeyError | GateError>>["run"];
type Refused = Exclude<Awaited<ReturnType<Run>>, null | { ok: true }>;

function placed(error: Refused): [keyof RotateValues | null, string] {
  const [path, message] = Object.entries(error.fields ?? {})[0] ?? [];
  const field = FIELDS[path?.split(".")[0] ?? ""] ?? null;
  if (message !== undefined && field !== null) return [field, message];
  if (error.code === "unreachable")
    return [
      null,
      "Keywarden did not answer, so the key may have been rotated. Look at its versions before you try again.",
    ];
  if (isGateError(error.code)) return [null, gateErrorText({ ...error, code: error.code })];
  return [null, error.detail ?? "The key was not rotated."];
}
