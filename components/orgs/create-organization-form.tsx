"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Controller, useForm } from "react-hook-form";
import type * as z from "zod/mini";
import { gateErrorText, isGateError } from "#components/identity/gate-error-text.ts";
import { type ActionError, useAction } from "#components/identity/use-action.ts";
import { scopeDomains } from "#components/keys/scope-domains.ts";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { Card, CardPart } from "#components/ui/card.tsx";
import { ErrorSummary } from "#components/ui/error-summary.tsx";
import { formatCount, formatList } from "#components/ui/format.ts";
import { TextField } from "#components/ui/input.tsx";
import { RiskWords } from "#components/ui/risk.tsx";
import { ScopePicker } from "#components/ui/scope-picker.tsx";
import { SelectField } from "#components/ui/select.tsx";
import type { Err, Result } from "#lib/kernel/result.ts";
import { type Scope, scopeTemplates } from "#lib/keys/scopes.ts";
import {
  type CreatedOrganization,
  type CreateOrganizationError,
  createOrganizationInput,
} from "#lib/orgs/contract.ts";
import type { GateError } from "#lib/web/contract.ts";

type Input = z.input<typeof createOrganizationInput>;
type Props = {
  readonly scopes: readonly Scope[];
  readonly tiers: readonly string[];
  readonly create: (
    input: Input,
  ) => Promise<Result<CreatedOrganization, CreateOrganizationError | GateError>>;
};

const TEMPLATES = scopeTemplates.map(({ id, name, scopes }) => ({ id, label: name, scopes }));

/** Name, ceiling, tier: what an institution may have at most, said in a sentence before it is made. */
export function CreateOrganizationForm({ scopes, tiers, create }: Props) {
  const router = useRouter();
  const { run, pending } = useAction(create, { refresh: false });
  const [refused, setRefused] = useState<string | null>(null);
  const form = useForm<Input>({
    resolver: zodResolver(createOrganizationInput),
    defaultValues: { name: "", ceiling: [] },
    shouldFocusError: false,
  });
  const { errors } = form.formState;

  const submit = form.handleSubmit(async (values) => {
    setRefused(null);
    const result = await run(values);
    if (result === null) return;
    if (result.ok) router.push(`/organizations/${result.value.id}`);
    else place(result);
  });

  const place = (error: Err<ActionError<CreateOrganizationError | GateError>>) => {
    if (error.code === "name_taken")
      form.setError("name", { message: error.detail ?? "This name is taken." });
    else if (error.code === "tier_unknown")
      form.setError("tier", { message: error.detail ?? "Unknown tier." });
    else if (error.code === "scope_unknown")
      form.setError("ceiling", { message: error.detail ?? "Unknown scope." });
    else if (isGateError(error.code)) setRefused(gateErrorText({ ...error, code: error.code }));
  };

  const listed = [
    ...(errors.name?.message ? [{ fieldId: "name", message: errors.name.message }] : []),
    ...(errors.ceiling?.message ? [{ fieldId: "ceiling", message: errors.ceiling.message }] : []),
    ...(errors.tier?.message ? [{ fieldId: "tier", message: errors.tier.message }] : []),
    ...(refused ? [{ fieldId: "name", message: refused }] : []),
  ];

  return (
    <form onSubmit={(event) => void submit(event)} noValidate className="max-w-[46rem]">
      <Card as="div" flush>
        <CardPart>
          {listed.length > 0 && (
            <div className="mb-4">
              <ErrorSummary errors={listed} />
            </div>
          )}
          <TextField
            id="name"
            label="Name"
            autoComplete="organization"
            help="As its people and your colleagues know it."
            error={errors.name?.message}
            {...form.register("name")}
          />
        </CardPart>
        <CardPart>
          <h2 className="mb-3 font-semibold text-body text-ink">Ceiling</h2>
          <Controller
            control={form.control}
            name="ceiling"
            render={({ field }) => (
              <>
                <ScopePicker
                  id="ceiling"
                  domains={scopeDomains(scopes)}
                  templates={TEMPLATES}
                  value={field.value}
                  onChange={field.onChange}
                  {...(errors.ceiling?.message ? { error: errors.ceiling.message } : {})}
                />
                <CeilingSentence scopes={scopes} chosen={field.value} />
              </>
            )}
          />
        </CardPart>
        {tiers.length > 0 && (
          <CardPart>
            <SelectField
              id="tier"
              label="Tier"
              optional
              help="Which limits its keys share. Without one: 1,200 requests in 60 s a key."
              error={errors.tier?.message}
              options={[
                { value: "", label: "Default" },
                ...tiers.map((tier) => ({ value: tier, label: tier })),
              ]}
              {...form.register("tier", { setValueAs: (value: string) => value || undefined })}
            />
          </CardPart>
        )}
        <CardPart>
          <div className="flex flex-wrap justify-end gap-2">
            <LinkButton href="/organizations" variant="ghost">
              Cancel
            </LinkButton>
            <Button type="submit" variant="primary" pending={pending} pendingLabel="Creating…">
              Create organization
            </Button>
          </div>
        </CardPart>
      </Card>
    </form>
  );
}

/** What the ceiling amounts to: the riskiest first, and whether money can leave. */
function CeilingSentence({ scopes, chosen }: { scopes: readonly Scope[]; chosen: readonly string[] }) {
  const held = scopes.filter(({ id }) => chosen.includes(id));
  if (held.length === 0) return null;
  const risky = held.filter(({ risk }) => risk !== "read");
  const reads = held.length - risky.length;
  return (
    <p aria-live="polite" className="mt-4 rounded-md bg-sunken px-3 py-2 text-body text-ink-2">
      Its keys can at most{" "}
      {risky.length > 0 && (
        <RiskWords risk={risky.some(({ risk }) => risk === "transfer") ? "transfer" : "trade"}>
          {formatList(risky.map(({ can }) => can))}
        </RiskWords>
      )}
      {risky.length > 0 && reads > 0 && ", and "}
      {reads > 0 && `read with ${formatCount(reads, "scope")}`}.
      {held.every(({ risk }) => risk !== "transfer") && " None of them can move money."}
    </p>
  );
}
