"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { type ReactNode, useMemo, useState } from "react";
import { type FieldErrors, useForm, useWatch } from "react-hook-form";
import { WithAside } from "#components/frame/page.tsx";
import type { FieldError } from "#components/ui/error-summary.tsx";
import { formatCount } from "#components/ui/format.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { describeAccess } from "#lib/keys/describe-access.ts";
import type { Scope, ScopeCatalogue } from "#lib/keys/scopes.ts";
import type { Organization } from "#lib/orgs/contract.ts";
import { catalogueOf } from "./catalogue-of.ts";
import { needsOf } from "./issue-needs.ts";
import { IssueSections } from "./issue-sections.tsx";
import { IssueSummary } from "./issue-summary.tsx";
import { EMPTY, type IssueValues, issueSchema, requestOf } from "./issue-values.ts";
import { type NewCredential, NewCredentialPanel } from "./new-credential.tsx";
import { type IssueAction, useIssue } from "./use-issue.ts";
import { WiderScreen } from "./wider-screen.tsx";

type Props = {
  readonly organizations: readonly Organization[];
  readonly scopes: readonly Scope[];
  readonly readiness: { readonly ready: boolean };
  /** Organization and session of the person who issues. */
  readonly own: { readonly orgId: string; readonly sessionId: string };
  /** The organization to begin with. */
  readonly orgId: string;
  readonly myAddress: string | null;
  readonly gate: string;
  readonly nowMs: number;
  readonly issue: IssueAction;
};

/** A new key: on the left what it is to be, on the right what that amounts to; then what to keep of it. */
export function IssueForm(props: Props) {
  const [made, setMade] = useState<NewCredential | null>(null);
  return made ? <NewCredentialPanel made={made} /> : <OpenForm {...props} onIssued={setMade} />;
}

function OpenForm({ onIssued, ...props }: Props & { readonly onIssued: (made: NewCredential) => void }) {
  const { organizations, scopes, readiness, own, nowMs } = props;
  const catalogue = useMemo(() => catalogueOf(scopes), [scopes]);
  const ofId = (orgId: string) => organizations.find(({ id }) => id === orgId);
  const ceilingOf = (orgId: string) => ofId(orgId)?.ceiling ?? [];
  const form = useForm<IssueValues>({
    resolver: (values, context, options) =>
      zodResolver(issueSchema({ ceiling: ceilingOf(values.orgId), catalogue }))(values, context, options),
    defaultValues: { ...EMPTY, orgId: props.orgId, means: props.orgId === own.orgId ? "browser" : "paste" },
    shouldFocusError: false,
    reValidateMode: "onSubmit",
  });
  const values = useWatch({ control: form.control }) as IssueValues;
  const [refusal, setRefusal] = useState<string | null>(null);
  const { send, pending } = useIssue({
    ...{ issue: props.issue, gate: props.gate, sessionId: own.sessionId },
    onIssued,
    onRefused: (field, message) => (field === null ? setRefusal(message) : form.setError(field, { message })),
  });
  const submit = form.handleSubmit(async (given) => {
    setRefusal(null);
    await send(given);
  });
  const set = <F extends keyof IssueValues>(field: F, value: IssueValues[F]) => {
    form.setValue(field as never, value as never, { shouldDirty: true });
    form.clearErrors(field);
  };
  const { errors } = form.formState;
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <WiderScreen />
      <WithAside
        aside={
          <IssueSummary
            sentence={sentenceOf(values, nowMs, catalogue)}
            needs={needsOf(values, { ceiling: ceilingOf(values.orgId), catalogue }, readiness)}
            facts={factsOf(values, ofId(values.orgId))}
            errors={listed(errors, refusal)}
            note={noteOf(values, readiness)}
            pending={pending}
          />
        }
      >
        <IssueSections
          {...{ values, set, organizations, scopes, catalogue, own, nowMs }}
          myAddress={props.myAddress}
          error={(field) => errors[field]?.message}
        />
      </WithAside>
    </form>
  );
}

function sentenceOf(values: IssueValues, nowMs: number, catalogue: ScopeCatalogue) {
  const { ips, lifeMs } = requestOf(values);
  if (values.scopes.length === 0) return null;
  const expiresAt = new Date(nowMs + lifeMs).toISOString();
  return describeAccess({ ...values, ips, status: "active", expiresAt }, nowMs, catalogue).parts;
}

function factsOf(values: IssueValues, organization: Organization | undefined) {
  if (organization === undefined) return [];
  const { ceiling, tier } = organization;
  const held = values.scopes.filter((id) => ceiling.includes(id)).length;
  return [
    { label: "Ceiling", value: `${held} of ${formatCount(ceiling.length, "scope")}` },
    { label: "Limits", value: tier === null ? "The built-in default" : `Tier ${tier}` },
  ];
}

/** The order in which the form stands. */
const FIELDS = [
  "orgId",
  "name",
  "env",
  "means",
  "publicKey",
  "signature",
  "scopes",
  "networks",
  "expiresIn",
  "reason",
] as const;

function listed(errors: FieldErrors<IssueValues>, refusal: string | null): FieldError[] {
  const found = FIELDS.flatMap((fieldId) => {
    const message = errors[fieldId]?.message;
    return message ? [{ fieldId, message }] : [];
  });
  return refusal === null ? found : [...found, { fieldId: "name", message: refusal }];
}

function noteOf({ means, env }: IssueValues, { ready }: { readonly ready: boolean }): ReactNode {
  if (env === "live" && !ready) {
    return (
      <>
        One lost device must lock nobody out: <TextLink href="/settings">add a second way in</TextLink> first.
      </>
    );
  }
  const shown =
    means === "hmac" || means === "bearer" ? " Its secret is shown once, on the next screen." : "";
  return `Needs your passkey.${shown}`;
}
