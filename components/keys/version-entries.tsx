import { CopyButton } from "#components/ui/copy-button.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { formatPercent } from "#components/ui/format.ts";
import { Time } from "#components/ui/time.tsx";
import type { VersionEntry } from "#components/ui/version-timeline.tsx";
import type { KeyVersion } from "#lib/keys/contract.ts";
import type { VersionUse } from "#lib/traffic/contract.ts";
import { Moment } from "./moment.tsx";

/** A key's versions as its timeline shows them: how each ends, what it carries, who still signs with it. */
export function versionEntries(
  versions: readonly KeyVersion[],
  uses: readonly VersionUse[],
  o: { /** With fingerprint and who made it. */ readonly whole: boolean },
): readonly VersionEntry[] {
  return versions.map((version) => {
    const use = uses.find(({ versionId }) => versionId === version.versionId);
    return {
      id: version.versionId,
      number: version.number,
      status: version.badge,
      line: <Line version={version} use={use} />,
      detail: (
        <>
          <LastUse version={version} use={use} />
          {o.whole && <Made version={version} />}
        </>
      ),
    };
  });
}

type Props = { readonly version: KeyVersion; readonly use: VersionUse | undefined };

function Line({ version, use }: Props) {
  const { status, createdAt, validUntil } = version;
  const share = use?.percent != null && <>, {formatPercent(use.percent)} of the last hour</>;
  switch (status) {
    case "current":
      return (
        <>
          since <Moment at={createdAt} />
          {share}
        </>
      );
    case "ending":
      return (
        <>
          ends by itself at <Moment at={validUntil ?? createdAt} remaining />
          {share}
        </>
      );
    case "ended":
      return <Moment at={validUntil ?? createdAt} />;
  }
}

function LastUse({ version, use }: Props) {
  const at = use?.lastUsedAt ?? version.lastUsedAt;
  const ip = use?.lastIp ?? version.lastIp;
  if (at === null) return <>Never used.</>;
  return (
    <>
      Last used <Time at={at} />
      {ip && (
        <>
          {" "}
          from <span className="font-mono">{ip}</span>
        </>
      )}
      .
    </>
  );
}

function Made({ version }: { readonly version: KeyVersion }) {
  const { createdAt, createdBy, fingerprint, publicKeyPem } = version;
  return (
    <>
      <span className="block">
        Made <Moment at={createdAt} /> by {createdBy}.
      </span>
      <span className="flex flex-wrap items-center gap-x-4">
        <span className="flex items-center gap-2">
          Fingerprint <CopyId id={fingerprint} what="fingerprint" />
        </span>
        {publicKeyPem && (
          <span className="flex items-center gap-1">
            Public key <CopyButton text={publicKeyPem} what="public key" />
          </span>
        )}
      </span>
    </>
  );
}
