"use client";

import type { ReactNode } from "react";
import { Card } from "#components/ui/card.tsx";
import { CidrInput } from "#components/ui/cidr-input.tsx";
import { TextField } from "#components/ui/input.tsx";
import { RadioField, type RadioOption } from "#components/ui/radio.tsx";
import { ScopePicker } from "#components/ui/scope-picker.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { TextareaField } from "#components/ui/textarea.tsx";
import { Time } from "#components/ui/time.tsx";
import { judge } from "#lib/keys/rules.ts";
import { type Scope, type ScopeCatalogue, scopeTemplates } from "#lib/keys/scopes.ts";
import type { Organization } from "#lib/orgs/contract.ts";
import { type IssueValues, LIVES, type Means, requestOf } from "./issue-values.ts";
import { PublicKeyFields } from "./public-key-fields.tsx";
import { scopeDomains } from "./scope-domains.ts";

const TEMPLATES = scopeTemplates.map(({ id, name, scopes }) => ({ id, label: name, scopes }));

type Props = {
  readonly values: IssueValues;
  readonly set: <F extends keyof IssueValues>(field: F, value: IssueValues[F]) => void;
  readonly error: (field: keyof IssueValues) => string | undefined;
  readonly organizations: readonly Organization[];
  readonly scopes: readonly Scope[];
  readonly catalogue: ScopeCatalogue;
  readonly own: { readonly orgId: string; readonly sessionId: string };
  readonly myAddress: string | null;
  readonly nowMs: number;
};

/** The form's parts, in the order in which one thinks of them. */
export function IssueSections(props: Props) {
  return (
    <>
      <Section number={1} title="For">
        <For {...props} />
      </Section>
      <Section number={2} title="Kind">
        <Kind {...props} />
      </Section>
      <Section number={3} title="Access">
        <Access {...props} />
      </Section>
      <Section number={4} title="From">
        <From {...props} />
      </Section>
      <Section number={5} title="Until">
        <Until {...props} />
      </Section>
      <Section number={6} title="Why">
        <TextareaField
          id="reason"
          label="Reason"
          rows={2}
          maxLength={500}
          help="Kept in the audit log: a desk, a system, a ticket."
          value={props.values.reason}
          error={props.error("reason")}
          onChange={(event) => props.set("reason", event.target.value)}
        />
      </Section>
    </>
  );
}

function Section({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <Card title={`${number}  ${title}`}>
      <div className="grid max-w-[46rem] gap-4">{children}</div>
    </Card>
  );
}

function For({ values, set, error, organizations, own }: Props) {
  const choose = (orgId: string) => {
    set("orgId", orgId);
    // Another organization's secret is nobody's to see here.
    if (orgId !== own.orgId) set("means", "paste");
    else if (values.orgId !== own.orgId) set("means", "browser");
    const ceiling = organizations.find(({ id }) => id === orgId)?.ceiling ?? [];
    set(
      "scopes",
      values.scopes.filter((id) => ceiling.includes(id)),
    );
    set("possessionAt", "");
  };
  return (
    <>
      <div className="grid gap-4 md:grid-cols-2">
        <SelectField
          id="orgId"
          label="Organization"
          value={values.orgId}
          error={error("orgId")}
          options={organizations.map(({ id, name, kind }) => ({
            value: id,
            label: kind === "venue" ? `${name} (the venue)` : name,
          }))}
          onChange={(event) => choose(event.target.value)}
        />
        <TextField
          id="name"
          label="Name"
          autoComplete="off"
          spellCheck={false}
          maxLength={80}
          placeholder="mm-prod-eu-2"
          value={values.name}
          error={error("name")}
          onChange={(event) => set("name", event.target.value)}
        />
      </div>
      <RadioField
        id="env"
        name="env"
        label="Environment"
        value={values.env}
        error={error("env")}
        options={[
          { value: "live", label: "Live", help: "Reaches live upstreams only." },
          { value: "test", label: "Test", help: "Reaches test upstreams only. A key never changes sides." },
        ]}
        onChange={(event) => set("env", event.target.value === "test" ? "test" : "live")}
      />
    </>
  );
}

function Kind({ values, set, error, organizations, own }: Props) {
  const organization = organizations.find(({ id }) => id === values.orgId);
  const theirs = values.orgId === own.orgId ? null : (organization?.name ?? "another organization");
  return (
    <>
      <RadioField
        id="means"
        name="means"
        label="How it proves itself"
        look="cards"
        value={values.means}
        error={error("means")}
        options={kindOptions(theirs)}
        onChange={(event) => set("means", event.target.value as Means)}
      />
      {values.means === "paste" && (
        <PublicKeyFields
          value={values}
          sessionId={own.sessionId}
          orgId={values.orgId}
          holder={theirs}
          errors={{ publicKey: error("publicKey"), signature: error("signature") }}
          onChange={(change) => {
            if (change.publicKey !== undefined) set("publicKey", change.publicKey);
            if (change.possessionAt !== undefined) set("possessionAt", change.possessionAt);
            if (change.signature !== undefined) set("signature", change.signature);
          }}
        />
      )}
    </>
  );
}

/** @param theirs the name of the other organization it is for; null: for the person's own. */
function kindOptions(theirs: string | null): readonly RadioOption[] {
  const shared =
    theirs !== null && `Only ${theirs} may see its secret, and you would. Paste their public key.`;
  return [
    {
      value: "browser",
      label: "Ed25519, made in this browser",
      help:
        shared ||
        "The private key is saved to a file here and never sent. Best where you run the program yourself.",
      disabled: theirs !== null,
    },
    {
      value: "paste",
      label: "Ed25519, paste a public key",
      help:
        theirs === null
          ? "The pair was made where it will be used; the private key stays there."
          : `The pair is made by ${theirs}; the private key stays there.`,
    },
    {
      value: "hmac",
      label: "HMAC secret",
      help:
        shared ||
        "Both sides hold the same secret, so it may trade and move no money. For clients that can't sign with Ed25519.",
      disabled: theirs !== null,
    },
    {
      value: "bearer",
      label: "Bearer token",
      help:
        shared || "Whoever reads it once can use it, so it may only read. For tools that can't sign at all.",
      disabled: theirs !== null,
    },
  ];
}

function Access({ values, set, error, organizations, scopes, catalogue }: Props) {
  const organization = organizations.find(({ id }) => id === values.orgId);
  const ceiling = organization?.ceiling ?? [];
  const request = { ...requestOf(values), lifeMs: 0 };
  const refused = error("scopes");
  const reasonAgainst = (scope: Scope): string | undefined => {
    const [broken] = judge({ ...request, scopes: [scope.id] }, { ceiling, catalogue });
    if (broken === undefined) return undefined;
    if (broken.code === "scope_above_ceiling") return `Above the ceiling of ${organization?.name}.`;
    if (broken.code === "approval_unavailable")
      return "It moves money and needs a second person's approval, which this release can't ask for.";
    return broken.detail;
  };
  return (
    <ScopePicker
      id="scopes"
      domains={scopeDomains(scopes, reasonAgainst)}
      templates={TEMPLATES}
      value={values.scopes}
      onChange={(chosen) => set("scopes", chosen)}
      {...(refused && { error: refused })}
    />
  );
}

function From({ values, set, error, myAddress }: Props) {
  return (
    <CidrInput
      id="networks"
      label="Networks"
      optional
      value={values.networks}
      error={error("networks")}
      help="Where requests may come from. Without a list any address may use the key, for 90 days at most."
      onChange={(text) => set("networks", text)}
      {...(myAddress !== null && { myAddress })}
    />
  );
}

function Until({ values, set, error, nowMs }: Props) {
  const { lifeMs } = requestOf(values);
  return (
    <div className="max-w-60">
      <SelectField
        id="expiresIn"
        label="Ends in"
        value={values.expiresIn}
        error={error("expiresIn")}
        options={LIVES}
        help={
          <>
            On <Time at={nowMs + lifeMs} mode="date" />. Rotating it does not move the end.
          </>
        }
        onChange={(event) => set("expiresIn", event.target.value)}
      />
    </div>
  );
}
