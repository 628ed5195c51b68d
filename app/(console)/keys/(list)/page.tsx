import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { Suspense } from "react";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { readKeyList, viewHref } from "#components/keys/key-filters.ts";
import { KeysList } from "#components/keys/keys-list.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { withParam } from "#components/ui/filters.ts";
import { formatCount } from "#components/ui/format.ts";
import { ok } from "#lib/kernel/result.ts";
import type { KeyPage } from "#lib/keys/contract.ts";
import { requireActor } from "#lib/web/require-actor.ts";
import { organizationChoicesQuery, organizationsQuery } from "../../organizations/queries.ts";
import { resumeKeyAction, revokeKeyAction, suspendKeyAction, suspendKeysAction } from "../actions.ts";
import { keysQuery, keyUsageQuery, keyViewsQuery } from "../queries.ts";
import { KeysSkeleton } from "./skeleton.tsx";

export const metadata: Metadata = { title: "Keys" };

type Search = Record<string, string | string[] | undefined>;

const NOTHING: KeyPage = { rows: [], total: { count: 0, exact: true }, previous: null, next: null };

export default async function KeysPage({ searchParams }: { readonly searchParams: Promise<Search> }) {
  await requireActor();
  const params = await searchParams;
  // Every filter is in the URL, those of the first view too.
  if (Object.keys(params).length === 0) redirect(viewHref("all"));
  return (
    <Page crumbs={[{ label: "Keys" }]}>
      <Suspense fallback={<KeysSkeleton />}>
        <Keys params={params} />
      </Suspense>
    </Page>
  );
}

async function Keys({ params }: { readonly params: Search }) {
  const [organizations, counts, choices] = await Promise.all([
    organizationsQuery({}),
    keyViewsQuery({}),
    organizationChoicesQuery({}),
  ]);
  const known = organizations.ok ? organizations.value : [];
  const { impossible, ...asked } = readKeyList(params, known);
  const cursor = (name: "after" | "before") => {
    const value = [params[name] ?? []].flat()[0];
    return value === undefined ? {} : { [name]: value };
  };
  const found = impossible
    ? ok(NOTHING)
    : await keysQuery({ ...asked, ...cursor("after"), ...cursor("before") });
  if (!found.ok && found.code === "cursor_unknown")
    redirect(`/keys${withParam(params, { after: null, before: null })}`);
  const header = <Header organizations={organizations.ok ? organizations.value.length : null} />;
  if (!found.ok) {
    return (
      <>
        {header}
        <QueryFailed what="The list of keys" error={found} retryHref={`/keys${withParam(params, {})}`} />
      </>
    );
  }
  const usage = await keyUsageQuery({ keyIds: found.value.rows.map(({ keyId }) => keyId) });
  return (
    <>
      {header}
      <KeysList
        page={found.value}
        counts={counts.ok ? counts.value : null}
        usage={usage}
        organizations={known.map(({ id, name }) => ({ id, name }))}
        scopes={choices.ok ? choices.value.scopes : []}
        nowMs={Date.now()}
        actions={{
          suspend: suspendKeyAction,
          suspendMany: suspendKeysAction,
          resume: resumeKeyAction,
          revoke: revokeKeyAction,
        }}
      />
    </>
  );
}

function Header({ organizations }: { readonly organizations: number | null }) {
  return (
    <PageHeader
      title="Keys"
      sentence={
        organizations === null
          ? "Every credential that can reach an upstream."
          : `Every credential that can reach an upstream, across ${formatCount(organizations, "organization")}.`
      }
      actions={
        <LinkButton href="/keys/issue" variant="primary" icon={<Plus />}>
          Issue key
        </LinkButton>
      }
    />
  );
}
