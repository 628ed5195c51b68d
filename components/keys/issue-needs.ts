import { displayName, reason } from "#lib/keys/contract.ts";
import { requirements } from "#lib/keys/rules.ts";
import { type IssueContext, type IssueValues, kindOf, provenProblems, requestOf } from "./issue-values.ts";
import { KEY_KIND_WORDS } from "./key-words.ts";

/** One thing that a new key needs, and whether it is there. */
export type Need = { readonly met: boolean; readonly text: string; readonly fieldId: string };

const DAY_MS = 86_400_000;

/** What this choice of scopes, networks and kind asks for, kept or not: told before anything is sent. */
export function needsOf(
  values: IssueValues,
  context: IssueContext,
  readiness: { readonly ready: boolean },
): readonly Need[] {
  const request = requestOf(values);
  const { kinds, lifeDaysMax, approval, risk } = requirements(values.scopes, request.ips, context.catalogue);
  const anyAddress = request.ips === null;
  const needs: Need[] = [
    { met: displayName.safeParse(values.name).success, text: "A name", fieldId: "name" },
    { met: values.scopes.length > 0, text: "At least one scope", fieldId: "scopes" },
  ];
  if (values.scopes.length > 0) {
    needs.push({
      met: kinds.includes(kindOf(values.means)),
      text:
        risk === "read"
          ? "Any kind: it only reads"
          : `A kind that may ${risk}: ${kinds.map((kind) => KEY_KIND_WORDS[kind]).join(" or ")}`,
      fieldId: "means",
    });
  }
  needs.push({
    met: request.lifeMs > 0 && request.lifeMs <= lifeDaysMax * DAY_MS,
    text: anyAddress
      ? `An end within ${lifeDaysMax} days, since any address may use it`
      : `An end within ${lifeDaysMax} days`,
    fieldId: "expiresIn",
  });
  if (approval) needs.push({ met: false, text: "A second person's approval", fieldId: "scopes" });
  if (values.means === "paste") {
    const met = provenProblems(values).length === 0;
    needs.push({ met, text: "Proof that its private key is held", fieldId: "publicKey" });
  }
  if (values.env === "live" && !readiness.ready) {
    needs.push({ met: false, text: "A second passkey or recovery codes of yours", fieldId: "env" });
  }
  needs.push({ met: reason.safeParse(values.reason).success, text: "A reason", fieldId: "reason" });
  return needs;
}
