import { formatCount } from "#components/ui/format.ts";
import type { Tone } from "#components/ui/status.ts";
import type { HealthReport } from "#lib/health/contract.ts";
import type { SetupFacts } from "#lib/web/contract.ts";

/** One thing that a person should do, with the one act that does it. */
export type Need = {
  readonly id: string;
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
  readonly act: { readonly label: string; readonly href: string };
};

type Facts = {
  readonly health: HealthReport;
  readonly ending: {
    readonly total: number;
    readonly first: { readonly keyId: string; readonly name: string } | null;
  };
  readonly suspended: number;
  readonly setup: SetupFacts;
  /** Requests of the last 24 h that came with a key past its end. */
  readonly expiredRequests: number;
};

const WORST: readonly Tone[] = ["bad", "warn", "info", "ok", "mute"];
const HEALTH_TONE = { Down: "bad", Degraded: "warn", "Catching up": "info" } as const;

/** The queue of the Overview, worst first. Pure: everything in it is read from facts, nothing is remembered. */
export function needsYou({ health, ending, suspended, setup, expiredRequests }: Facts): readonly Need[] {
  const needs: Need[] = [];
  for (const check of health.checks) {
    if (check.state === "Healthy") continue;
    needs.push({
      id: check.id,
      tone: HEALTH_TONE[check.state],
      title: `${check.title}: ${check.detail}`,
      detail: check.remedy ?? "",
      act: { label: "Open", href: "/health" },
    });
  }
  if (expiredRequests > 0) {
    needs.push({
      id: "expired-in-use",
      tone: "warn",
      title: `${formatCount(expiredRequests, "request")} came with a key that has expired`,
      detail: "Somebody still depends on it. Issue them a new key, or tell them.",
      act: { label: "See them", href: "/traffic?f=code:is:key_expired" },
    });
  }
  if (ending.total > 0 && ending.first !== null) {
    const one = ending.total === 1;
    needs.push({
      id: "ending",
      tone: "warn",
      title: one
        ? `${ending.first.name} ends within 7 days`
        : `${formatCount(ending.total, "key")} end within 7 days`,
      detail: one
        ? "A key's end can't be moved: issue its successor before."
        : `The first is ${ending.first.name}. A key's end can't be moved: issue successors before.`,
      act: one
        ? { label: "Open", href: `/keys/${ending.first.keyId}` }
        : { label: "See them", href: "/keys?f=expires:is:7&sort=expires" },
    });
  }
  const steps = [setup.secondWayIn, setup.organizations, setup.upstreams, setup.key, setup.request];
  const left = steps.filter(({ done }) => !done).length;
  if (left > 0) {
    needs.push({
      id: "setup",
      tone: "info",
      title: `Setup: ${formatCount(left, "step")} left`,
      detail: "From here to the first request through the gate.",
      act: { label: "Continue", href: "/setup" },
    });
  }
  if (suspended > 0) {
    needs.push({
      id: "suspended",
      tone: "warn",
      title: `${formatCount(suspended, "key")} suspended`,
      detail: "Resume or revoke: a suspended key keeps its place and its secret.",
      act: { label: "See them", href: "/keys?f=status:is:suspended" },
    });
  }
  return needs.sort((a, b) => WORST.indexOf(a.tone) - WORST.indexOf(b.tone));
}
