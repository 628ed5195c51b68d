"use client";

import { useState } from "react";
import { gateErrorText, isGateError } from "#components/identity/gate-error-text.ts";
import { useAction } from "#components/identity/use-action.ts";
import type { Result } from "#lib/kernel/result.ts";
import type { IssuedKey, IssueKeyError } from "#lib/keys/contract.ts";
import type { GateError } from "#lib/web/contract.ts";
import { type IssueValues, inputOf, kindOf } from "./issue-values.ts";
import type { ActReceipt } from "./key-acts.ts";
import type { NewCredential } from "./new-credential.tsx";
import { proveNewKey } from "./prove-new-key.ts";

export type IssueAction = (
  input: ReturnType<typeof inputOf>,
) => Promise<Result<IssuedKey & { readonly receipt: ActReceipt }, IssueKeyError | GateError>>;

type Wanted = {
  readonly issue: IssueAction;
  readonly gate: string;
  readonly sessionId: string;
  readonly onIssued: (made: NewCredential) => void;
  /** @param field null: it is about no single one. */
  readonly onRefused: (field: keyof IssueValues | null, message: string) => void;
};

/** Sends the form; a key that this browser makes is made now, and its private half leaves no further than this page. */
export function useIssue({ issue, gate, sessionId, onIssued, onRefused }: Wanted) {
  const { run } = useAction(issue, { refresh: false });
  const [pending, setPending] = useState(false);

  const send = async (values: IssueValues): Promise<void> => {
    setPending(true);
    try {
      const here = values.means === "browser";
      const made = here ? await proveNewKey({ sessionId, orgId: values.orgId }) : null;
      if (typeof made === "string") return onRefused("means", made);
      const result = await run(inputOf(values, made?.sent ?? null));
      if (result === null) return;
      if (!result.ok) return onRefused(...placed(result));
      const kind = kindOf(values.means);
      const { keyId, fingerprint, secret, receipt } = result.value;
      onIssued({
        act: "issued",
        ...{ keyId, name: values.name.trim(), kind, version: 1, fingerprint, receipt, gate },
        secret: made?.key.privatePem ?? secret,
      });
    } finally {
      setPending(false);
    }
  };
  return { send, pending };
}

const FIELDS: Readonly<Record<string, keyof IssueValues>> = {
  orgId: "orgId",
  name: "name",
  env: "env",
  kind: "means",
  publicKey: "publicKey",
  possession: "signature",
  scopes: "scopes",
  ips: "networks",
  expiresIn: "expiresIn",
  reason: "reason",
};

type Run = ReturnType<typeof useAction<unknown, unknown, IssueKeyError | GateError>>["run"];
type Refused = Exclude<Awaited<ReturnType<Run>>, null | { ok: true }>;

/** Where a refusal belongs: the field that the server names, else the whole form. */
function placed(error: Refused): [keyof IssueValues | null, string] {
  const [path, message] = Object.entries(error.fields ?? {})[0] ?? [];
  const field = FIELDS[path?.split(".")[0] ?? ""] ?? null;
  if (message !== undefined && field !== null) return [field, message];
  if (error.code === "unreachable") {
    return [
      null,
      "Keywarden did not answer, so the key may have been issued. Look in the list of keys before you try again.",
    ];
  }
  if (isGateError(error.code)) return [null, gateErrorText({ ...error, code: error.code })];
  return [null, error.detail ?? "The key was not issued."];
}
