"use client";

import { formatCount, formatNumber } from "#components/ui/format.ts";
import { SkeletonLines } from "#components/ui/skeleton.tsx";
import { Time } from "#components/ui/time.tsx";
import { describeAccess } from "#lib/keys/describe-access.ts";
import type { ScopeCatalogue } from "#lib/keys/scopes.ts";
import { highestRisk } from "#lib/keys/scopes.ts";
import { AccessSentence } from "./access-sentence.tsx";
import type { KeyAct, KeyPreview } from "./key-acts.ts";

const LISTED_MAX = 8;

type Props = {
  readonly act: KeyAct;
  readonly keys: readonly KeyPreview[] | "failed" | null;
  readonly catalogue: ScopeCatalogue;
  readonly nowMs: number;
};

/** What an act will do, from what the server said of the keys a moment ago. */
export function KeyActPreview({ act, keys, catalogue, nowMs }: Props) {
  if (keys === null) return <SkeletonLines />;
  if (keys === "failed")
    return (
      <p className="text-warn-ink">What these keys did lately can't be shown now. The act still works.</p>
    );
  const [only] = keys;
  return (
    <div className="grid gap-2 text-ink-2">
      <p>{effectOf(act, keys.length)}</p>
      {keys.length === 1 && only ? (
        <OneKey act={act} only={only} catalogue={catalogue} nowMs={nowMs} />
      ) : (
        <Several keys={keys} />
      )}
      {act !== "resume" && keys.some(({ scopes }) => highestRisk(scopes, catalogue) === "trade") && (
        <p>Orders that rest at an upstream stay there: Keywarden can&apos;t see them.</p>
      )}
    </div>
  );
}

function effectOf(act: KeyAct, count: number): string {
  const it = count === 1 ? "it" : "them";
  switch (act) {
    case "suspend":
      return `The gate refuses every request with ${it} from now on, until ${count === 1 ? "it is" : "they are"} resumed.`;
    case "resume":
      return "The gate lets its requests through again, as before:";
    case "revoke":
      return "The gate refuses every request with it, for good. All its versions end; only a new key replaces it.";
  }
}

function OneKey({ act, only, catalogue, nowMs }: Omit<Props, "keys"> & { readonly only: KeyPreview }) {
  const { lastUsedAt, lastIp, requestsLastHour } = only;
  return (
    <>
      {act === "resume" && (
        <p className="rounded-md bg-sunken px-3 py-2">
          <AccessSentence parts={describeAccess({ ...only, status: "active" }, nowMs, catalogue).parts} />
        </p>
      )}
      <p>
        {lastUsedAt === null ? (
          "It was never used."
        ) : (
          <>
            Last used <Time at={lastUsedAt} />
            {lastIp && (
              <>
                {" "}
                from <span className="font-mono text-small">{lastIp}</span>
              </>
            )}
            , {formatCount(requestsLastHour, "request")} in the last hour.
          </>
        )}
      </p>
    </>
  );
}

function Several({ keys }: { readonly keys: readonly KeyPreview[] }) {
  const shown = keys.slice(0, LISTED_MAX);
  const rest = keys.length - shown.length;
  return (
    <ul className="grid gap-1 rounded-md bg-sunken px-3 py-2 text-small">
      {shown.map(({ keyId, name, org, requestsLastHour }) => (
        <li key={keyId} className="flex justify-between gap-3">
          <span className="min-w-0 truncate">
            <strong className="font-medium text-ink">{name}</strong> · {org.name}
          </span>
          <span className="shrink-0 tabular-nums">{formatNumber(requestsLastHour)} in the last hour</span>
        </li>
      ))}
      {rest > 0 && <li>and {formatCount(rest, "more", "more")}</li>}
    </ul>
  );
}
