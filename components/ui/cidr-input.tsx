"use client";

import { Plus } from "lucide-react";
import { useMemo } from "react";
import { Button } from "./button.tsx";
import { type NetworkProblem, type NetworkWarning, parseNetworks } from "./cidr.ts";
import { FieldNotes, type FieldProps } from "./field.tsx";
import { formatCount, formatExact } from "./format.ts";
import { StatusShape } from "./status-shape.tsx";
import { Textarea } from "./textarea.tsx";

const COUNT_MAX = 1n << 53n;

type Props = FieldProps & {
  /** The text as typed; `parseNetworks` in `cidr.ts` reads it. */
  value: string;
  onChange: (text: string) => void;
  /** The address the console sees this browser at. */
  myAddress?: string;
};

/** Networks, one a line or a pasted list. What is understood differently from how it was typed is said. */
export function CidrInput({ id, label, help, error, optional, value, onChange, myAddress }: Props) {
  const { networks, problems, warnings, addresses } = useMemo(() => parseNetworks(value), [value]);
  const rewritten = networks.filter(({ typed, cidr }) => typed !== cidr);
  const add = () => {
    const own = myAddress ? `${myAddress}${myAddress.includes(":") ? "/128" : "/32"}` : "";
    if (!networks.some(({ cidr }) => cidr === own))
      onChange(`${value.trimEnd()}${value.trim() ? "\n" : ""}${own}`);
  };
  const described = [`${id}-notes`, error && `${id}-error`, help && `${id}-help`].filter(Boolean).join(" ");
  return (
    <div>
      <div className="mb-1 flex items-baseline justify-between gap-2">
        <label htmlFor={id} className="font-medium text-body text-ink">
          {label}
          {optional && <span className="ml-1.5 font-normal text-ink-3 text-small">optional</span>}
        </label>
        {myAddress && (
          <Button variant="ghost" small icon={<Plus />} onClick={add}>
            Add my address
          </Button>
        )}
      </div>
      <Textarea
        id={id}
        mono
        rows={3}
        spellCheck={false}
        autoComplete="off"
        placeholder={"203.0.113.0/26\n2001:db8:40::/48"}
        value={value}
        required={!optional}
        aria-describedby={described}
        aria-invalid={error || problems.length > 0 ? true : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      <div id={`${id}-notes`} aria-live="polite" className="mt-1 grid gap-0.5 text-small">
        {networks.length > 0 && (
          <p className="text-ink-3 tabular-nums">
            {formatCount(networks.length, "network")}, {countAddresses(addresses)}
          </p>
        )}
        {rewritten.map(({ typed, cidr }) => (
          <p key={`${typed}-${cidr}`} className="text-ink-2">
            <span className="font-mono">{typed}</span> → <span className="font-mono">{cidr}</span>
          </p>
        ))}
        {warnings.map((warning) => (
          <p key={`${warning.code}-${warning.cidr}`} className="flex gap-1.5 text-warn-ink">
            <span className="mt-1 shrink-0">
              <StatusShape tone="warn" />
            </span>
            {describeWarning(warning)}
          </p>
        ))}
        {problems.slice(0, 5).map((problem) => (
          <p key={problem.typed} className="flex gap-1.5 text-bad-ink">
            <span className="mt-1 shrink-0">
              <StatusShape tone="bad" />
            </span>
            {describeProblem(problem)}
          </p>
        ))}
      </div>
      <FieldNotes id={id} help={help} error={error} />
    </div>
  );
}

function countAddresses(addresses: bigint): string {
  if (addresses === 1n) return "1 address";
  if (addresses < COUNT_MAX) return `${formatExact(addresses)} addresses`;
  return `2^${addresses.toString(2).length - 1} addresses or more`;
}

function describeWarning(warning: NetworkWarning): string {
  switch (warning.code) {
    case "overlap":
      return `${warning.cidr} lies within ${warning.within}. One of them is enough.`;
    case "wide":
      return `${warning.cidr} is very wide. Name the networks your machines call from.`;
    case "private":
      return `${warning.cidr} is not a public range. The gate sees such an address only inside your own network.`;
  }
}

function describeProblem({ typed, reason }: NetworkProblem): string {
  switch (reason) {
    case "not_an_address":
      return `${typed} is not an address or network. Write it like 203.0.113.0/26 or 2001:db8:40::/48.`;
    case "prefix":
      return `${typed} has a prefix out of range: 0 to 32 for IPv4, 0 to 128 for IPv6.`;
    case "mapped":
      return `${typed} is IPv4 written as IPv6. Write the IPv4 address.`;
    case "zone":
      return `${typed} names an interface. Write the address without what follows %.`;
    case "too_many":
      return `${typed} is one too many. Join neighbouring networks.`;
  }
}
