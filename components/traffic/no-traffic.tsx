import { LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Empty } from "#components/ui/empty.tsx";
import type { Usage } from "#lib/traffic/contract.ts";

export function isQuiet({ allowed, denied }: Usage): boolean {
  return allowed === 0 && denied === 0;
}

/** In the place of every figure about requests, when there were none. */
export function NoTraffic({ words }: { /** "last 24 h" */ readonly words: string }) {
  return (
    <Card>
      <Empty
        title={`No request was counted in the ${words}.`}
        action={<LinkButton href="/connect">Show the lines to run</LinkButton>}
      >
        Each request that reaches the gate is counted here, and each denied one says why.
      </Empty>
    </Card>
  );
}
