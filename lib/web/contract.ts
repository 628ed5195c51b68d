/**
 * What every action and query may answer besides its own codes. The interface switches over them exhaustively.
 *
 * `unauthenticated`: no sign-in, or it has ended. `forbidden`: the permission table says no. `invalid_input`: see
 * `fields`. `step_up_required`: prove yourself anew, then repeat the same call. `request_refused`: it did not come
 * from a page of this console. `internal`: our bug; `detail` is the request id under which it was logged.
 */
export type GateError =
  | "unauthenticated"
  | "forbidden"
  | "invalid_input"
  | "step_up_required"
  | "request_refused"
  | "internal";

/** The one parameter of a query's URL: its input as JSON. */
export const QUERY_INPUT_PARAMETER = "input";
/** Longest input of a query by URL, in characters of JSON. */
export const QUERY_INPUT_CHARS_MAX = 4096;

/** What a new venue needs before its first client can trade, each read from what is there. */
export type SetupFacts = {
  readonly secondWayIn: { readonly done: boolean; readonly passkeys: number; readonly recoveryCodes: number };
  /** Client organizations, at most one named. */
  readonly organizations: { readonly done: boolean; readonly count: number; readonly first: string | null };
  readonly upstreams: { readonly done: boolean; readonly names: readonly string[] };
  readonly key: { readonly done: boolean; readonly id: string | null; readonly name: string | null };
  readonly request: { readonly done: boolean; readonly at: string | null };
};
