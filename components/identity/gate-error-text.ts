import type { Err } from "#lib/kernel/result.ts";
import type { GateError } from "#lib/web/contract.ts";

/** What `useAction` leaves of the gate's own answers. */
export type GateErrorLeft = Exclude<GateError, "unauthenticated" | "step_up_required"> | "unreachable";

const sentences: Record<GateErrorLeft, string> = {
  forbidden: "Your role does not allow this. Nothing was changed.",
  invalid_input: "Some fields need a change. Nothing was changed.",
  request_refused:
    "The request did not come from this console's own page. Open the console anew and repeat it.",
  internal: "Something broke on our side. Nothing was changed.",
  unreachable: "Keywarden did not answer. Your values are kept; try again.",
};

export function isGateError(code: string): code is GateErrorLeft {
  return Object.hasOwn(sentences, code);
}

/** The sentence for one of the gate's answers; `internal` names the request to ask about. */
export function gateErrorText(error: Err<GateErrorLeft>): string {
  const sentence = sentences[error.code];
  return error.code === "internal" && error.detail ? `${sentence} Request ${error.detail}.` : sentence;
}
