import { Count } from "#components/ui/count.tsx";
import { cx } from "#components/ui/cx.ts";
import { formatShare, formatShortId, MISSING } from "#components/ui/format.ts";
import { Menu, type MenuItem } from "#components/ui/menu.tsx";
import { ScopeLabel } from "#components/ui/risk.tsx";
import { Sparkline } from "#components/ui/sparkline.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import type { TableRow } from "#components/ui/table-column.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import type { KeyRow } from "#lib/keys/contract.ts";
import type { KeyUsage } from "#lib/traffic/contract.ts";
import type { KeyAct } from "./key-acts.ts";
import { KEY_KIND_WORDS } from "./key-words.ts";

/** From this share of refused requests on, a key's figures are told in red. */
const FAILING_SHARE = 0.01;

/** One key of the list. What lives on (use, requests, refusals) comes from its newest figures. */
export function keyRow(
  key: KeyRow,
  usage: KeyUsage | undefined,
  ask: (act: KeyAct, key: KeyRow) => void,
): TableRow {
  const { keyId, name, org, kind, env, highestScope, risk, scopes, badge } = key;
  const href = `/keys/${keyId}`;
  return {
    id: keyId,
    name,
    href,
    under: (
      <>
        <span className="font-mono">{formatShortId(keyId)}</span> · {KEY_KIND_WORDS[kind]}
        {env === "test" && <span className="font-medium text-info-ink"> · Test</span>}
        <span className="max-md:hidden lg:hidden"> · {org.name}</span>
      </>
    ),
    cells: {
      org: (
        <TextLink href={`/organizations/${org.id}`} look="plain" className="text-ink-2">
          {org.name}
        </TextLink>
      ),
      scope: highestScope ? (
        <ScopeLabel scope={highestScope} risk={risk} more={scopes.length - 1} />
      ) : (
        MISSING
      ),
      status: <StatusBadge thing="key" word={badge} />,
      expires: <Ends {...key} />,
      used: <Time at={usage ? usage.lastUsedAt : key.lastUsedAt} missing="Never" />,
      ...usageCells(href, usage),
      more: <Menu label={`More for ${name}`} groups={menuOf(key, ask)} />,
    },
  };
}

function usageCells(href: string, usage: KeyUsage | undefined): TableRow["cells"] {
  if (usage === undefined) return { shape: null, requests: MISSING, denied: MISSING };
  const requests = usage.allowed + usage.denied;
  const failing = requests > 0 && usage.denied / requests >= FAILING_SHARE;
  // The half hour that still runs would look like a fall.
  const shape = usage.shape.slice(0, -1);
  const quiet = shape.every((count) => count === null || count === 0);
  return {
    shape: (
      <Sparkline
        values={quiet ? [0, 0] : shape}
        {...(failing && usage.worst !== null && usage.worst < shape.length && { markAt: usage.worst })}
      />
    ),
    requests: (
      <>
        <span className="text-ink">
          <Count value={requests} href={href} />
        </span>
        {usage.denied > 0 && (
          <span
            data-second-line=""
            className={cx(
              "block text-small max-md:hidden xl:hidden",
              failing ? "text-bad-ink" : "text-ink-3",
            )}
          >
            {formatShare(usage.denied, requests)} denied
          </span>
        )}
      </>
    ),
    denied: (
      <span className={failing ? "font-medium text-bad-ink" : undefined}>
        {usage.denied > 0 ? (
          <TextLink href={`${href}?tab=denials`} look="inherit">
            {formatShare(usage.denied, requests)}
          </TextLink>
        ) : (
          formatShare(usage.denied, requests)
        )}
      </span>
    ),
  };
}

/** When a key ends; what is over already says when it was. */
function Ends({ status, expiresAt }: KeyRow) {
  if (status === "revoked") return <span className="text-ink-3">{MISSING}</span>;
  return <Time at={expiresAt} mode="expiry" />;
}

function menuOf(key: KeyRow, ask: (act: KeyAct, key: KeyRow) => void): MenuItem[][] {
  const href = `/keys/${key.keyId}`;
  const look: MenuItem[] = [
    { label: "Its denials", href: `${href}?tab=denials` },
    { label: "Its history", href: `${href}?tab=history` },
  ];
  const revoke: MenuItem = { label: "Revoke…", danger: true, onSelect: () => ask("revoke", key) };
  const rotate: MenuItem =
    key.badge === "Rotating"
      ? { label: "Rotate…", disabledReason: "Two versions are live already" }
      : { label: "Rotate…", href: `${href}/rotate` };
  switch (key.status) {
    case "active":
      return [
        [...look, { label: "Connect", href: `${href}?tab=connect` }],
        [rotate, { label: "Suspend…", danger: true, onSelect: () => ask("suspend", key) }, revoke],
      ];
    case "suspended":
      return [look, [{ label: "Resume…", onSelect: () => ask("resume", key) }, rotate, revoke]];
    case "expired":
      return [look, [revoke]];
    case "revoked":
      return [look];
  }
}
