import { Card } from "#components/ui/card.tsx";
import { VersionTimeline } from "#components/ui/version-timeline.tsx";
import type { KeyVersion } from "#lib/keys/contract.ts";
import type { VersionUse } from "#lib/traffic/contract.ts";
import { versionEntries } from "./version-entries.tsx";

/** Every credential a key has had. */
export function KeyVersions({
  versions,
  uses,
}: {
  readonly versions: readonly KeyVersion[];
  readonly uses: readonly VersionUse[];
}) {
  return (
    <Card title="Versions">
      <p className="mb-4 max-w-[46rem] text-ink-2">
        A rotation gives the key a new credential and leaves the one before it working for the overlap, so
        that machines can change over one after the other. Access and end stay as they are.
      </p>
      <VersionTimeline versions={versionEntries(versions, uses, { whole: true })} />
    </Card>
  );
}
