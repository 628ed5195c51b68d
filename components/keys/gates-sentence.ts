import { formatCount, formatDuration } from "#components/ui/format.ts";
import type { GateConfirmation } from "#lib/policy/contract.ts";

/** Which gates hold a change, and nothing that they did not confirm. */
export function gatesSentence({
  confirmed,
  total,
  tookMs,
}: GateConfirmation & { readonly tookMs: number }): string {
  const took = formatDuration(Math.max(tookMs, 1), 1);
  if (total === 0) return "No gate is running. A gate applies it when it starts";
  if (confirmed < total)
    return `${confirmed} of ${formatCount(total, "gate")} confirmed in ${took}. The rest apply it once they can be reached`;
  return total === 1
    ? `The gate confirmed in ${took}`
    : `All ${formatCount(total, "gate")} confirmed in ${took}`;
}
