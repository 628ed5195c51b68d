import type { FieldErrors } from "./result.ts";

type Issue = { readonly path: readonly PropertyKey[]; readonly message: string };

/** The first complaint about each field, by its dotted path; what is wrong with the whole stands under "". */
export function fieldErrors(error: { readonly issues: readonly Issue[] }): FieldErrors {
  const fields: Record<string, string> = {};
  for (const { path, message } of error.issues) fields[path.map(String).join(".")] ??= message;
  return fields;
}
