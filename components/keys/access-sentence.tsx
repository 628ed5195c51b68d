import { RiskWords } from "#components/ui/risk.tsx";
import type { AccessPart } from "#lib/keys/describe-access.ts";

/** What a key may do, from `describeAccess`: how much of it in plum, its bounds in ink. */
export function AccessSentence({ parts }: { readonly parts: readonly AccessPart[] }) {
  return parts.map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence
    <Part key={index} {...part} />
  ));
}

function Part({ text, tone }: AccessPart) {
  switch (tone) {
    case "read":
    case "trade":
    case "transfer":
      return <RiskWords risk={tone}>{text}</RiskWords>;
    case "bound":
    case "status":
      return <strong className="font-medium text-ink">{text}</strong>;
    case "plain":
    case "cannot":
      return text;
  }
}
