import { RiskWords } from "#components/ui/risk.tsx";
import type { AccessPart } from "#lib/keys/describe-access.ts";

/** What a key may do, from `describeAccess`: what can do harm in plum, its end in ink. */
export function AccessSentence({ parts }: { readonly parts: readonly AccessPart[] }) {
  // Where a key does more than read, that is what should stand out.
  const onlyReads = parts.every(({ tone }) => tone !== "trade" && tone !== "transfer");
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence
    <Part key={index} {...part} onlyReads={onlyReads} />
  ));
}

function Part({ text, tone, onlyReads }: AccessPart & { readonly onlyReads: boolean }) {
  switch (tone) {
    case "trade":
    case "transfer":
      return <RiskWords risk={tone}>{text}</RiskWords>;
    case "read":
      return onlyReads ? <RiskWords risk="read">{text}</RiskWords> : text;
    case "status":
      return <Strong>{text}</Strong>;
    case "bound": {
      const [, until, end] = /^(until )(.+)$/.exec(text) ?? [];
      if (end === undefined) return text;
      return (
        <>
          {until}
          <Strong>{end}</Strong>
        </>
      );
    }
    case "plain":
    case "cannot":
      return text;
  }
}

function Strong({ children }: { readonly children: string }) {
  return <strong className="whitespace-nowrap font-medium text-ink">{children}</strong>;
}
