"use client";

import { Checkbox } from "./checkbox.tsx";
import { cx } from "./cx.ts";
import { FieldNotes } from "./field.tsx";
import { formatCount } from "./format.ts";
import { type Risk, RiskPips } from "./risk.tsx";

export type ScopeOption = {
  id: string;
  risk: Risk;
  /** In words: "Place and amend orders". */
  name: string;
  /** What it allows, and what it does not. */
  allows: string;
  /** Above the ceiling, or not for this kind of key: shown, not choosable, with why. */
  disabledReason?: string;
};

export type ScopeDomain = { id: string; label: string; scopes: readonly ScopeOption[] };

/** A named set to begin with: "Trading, no withdrawal". */
export type ScopeTemplate = { id: string; label: string; scopes: readonly string[] };

type Props = {
  id: string;
  domains: readonly ScopeDomain[];
  templates: readonly ScopeTemplate[];
  value: readonly string[];
  onChange: (scopes: string[]) => void;
  help?: string;
  error?: string;
};

/** Templates first, then scopes by domain. What the choice amounts to stands beside it, in the page's summary. */
export function ScopePicker({ id, domains, templates, value, onChange, help, error }: Props) {
  const choosable = new Set(
    domains.flatMap(({ scopes }) => scopes.filter((s) => !s.disabledReason).map((s) => s.id)),
  );
  const toggle = (scope: string) =>
    onChange(value.includes(scope) ? value.filter((held) => held !== scope) : [...value, scope]);
  return (
    <div id={id} tabIndex={-1} className="grid gap-4">
      {templates.length > 0 && (
        <fieldset className="min-w-0">
          <legend className="mb-1.5 font-medium text-body text-ink">Start from</legend>
          <div className="flex flex-wrap gap-2">
            {templates.map((template) => (
              <Template
                key={template.id}
                template={template}
                chosen={same(value, template.scopes)}
                available={template.scopes.every((scope) => choosable.has(scope))}
                onChoose={() => onChange([...template.scopes])}
              />
            ))}
          </div>
        </fieldset>
      )}
      <div className="grid gap-3">
        {domains.map((domain) => (
          <fieldset key={domain.id} className="min-w-0 rounded-lg border border-line bg-surface">
            <legend className="sr-only">{domain.label}</legend>
            <p
              aria-hidden="true"
              className="flex justify-between gap-2 border-line border-b px-3 py-1.5 text-micro"
            >
              <span className="font-medium text-ink-3">{domain.label}</span>
              <span className="text-ink-3 tabular-nums">{countChosen(domain, value)}</span>
            </p>
            <ul className="grid py-1">
              {domain.scopes.map((scope) => (
                <ScopeRow
                  key={scope.id}
                  id={`${id}-${scope.id}`}
                  scope={scope}
                  checked={value.includes(scope.id)}
                  onToggle={() => toggle(scope.id)}
                />
              ))}
            </ul>
          </fieldset>
        ))}
      </div>
      <FieldNotes id={id} help={help} error={error} />
    </div>
  );
}

type TemplateProps = { template: ScopeTemplate; chosen: boolean; available: boolean; onChoose: () => void };

function Template({ template, chosen, available, onChoose }: TemplateProps) {
  return (
    <button
      type="button"
      aria-pressed={chosen}
      disabled={!available}
      title={available ? undefined : "Asks for more than this organization may have"}
      onClick={onChoose}
      className={cx(
        "h-chip rounded-md border px-2.5 font-medium text-small transition-colors duration-100 ease-out disabled:border-line disabled:bg-sunken disabled:text-ink-3",
        chosen
          ? "border-accent bg-selected text-ink"
          : "border-line bg-surface text-ink-2 not-disabled:hover:bg-hover not-disabled:hover:text-ink",
      )}
    >
      {template.label}
    </button>
  );
}

type RowProps = { id: string; scope: ScopeOption; checked: boolean; onToggle: () => void };

function ScopeRow({ id, scope, checked, onToggle }: RowProps) {
  const off = scope.disabledReason !== undefined;
  return (
    <li className={cx("relative flex items-start gap-2.5 px-3 py-1.5", !off && "hover:bg-hover")}>
      <Checkbox
        id={id}
        checked={checked}
        disabled={off}
        onChange={onToggle}
        aria-describedby={`${id}-allows`}
        className="mt-0.5"
      />
      <span className="mt-1">
        <RiskPips risk={scope.risk} />
      </span>
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <label
            htmlFor={id}
            className={cx(
              "before:absolute before:inset-0 before:content-['']",
              off
                ? "text-ink-3"
                : scope.risk === "transfer"
                  ? "font-semibold text-ink"
                  : "font-medium text-ink",
            )}
          >
            {scope.name}
          </label>
          <span
            className={cx(
              "font-mono text-micro",
              off || scope.risk === "read" ? "text-ink-3" : "text-risk-ink",
            )}
          >
            {scope.id}
          </span>
        </p>
        <p id={`${id}-allows`} className="text-ink-3 text-small">
          {scope.allows} {off && <span className="text-ink-2">{scope.disabledReason}</span>}
        </p>
      </div>
    </li>
  );
}

function same(one: readonly string[], other: readonly string[]): boolean {
  return one.length === other.length && other.every((scope) => one.includes(scope));
}

function countChosen(domain: ScopeDomain, value: readonly string[]): string {
  const chosen = domain.scopes.filter(({ id }) => value.includes(id)).length;
  return chosen === 0 ? "" : formatCount(chosen, "chosen", "chosen");
}
