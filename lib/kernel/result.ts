/** Field name (a dotted path) → what is wrong with it and what to do, in a person's words. */
export type FieldErrors = Readonly<Record<string, string>>;

export type Ok<T> = { readonly ok: true; readonly value: T };
export type Err<E extends string> = {
  readonly ok: false;
  readonly code: E;
  /** One sentence a person can act on; never an internal error's text. */
  readonly detail?: string;
  readonly fields?: FieldErrors;
};
/** What a function answers when failing is expected. Bugs throw. */
export type Result<T, E extends string> = Ok<T> | Err<E>;

export function ok(): Ok<void>;
export function ok<T>(value: T): Ok<T>;
export function ok(value?: unknown): Ok<unknown> {
  return { ok: true, value };
}

export function err<E extends string>(
  code: E,
  more: { readonly detail?: string; readonly fields?: FieldErrors } = {},
): Err<E> {
  return { ok: false, code, ...more };
}

/** True for the failing half of a Result, false for anything else a function may return. */
export function isErr(value: unknown): value is Err<string> {
  return (
    typeof value === "object" && value !== null && "ok" in value && value.ok === false && "code" in value
  );
}
