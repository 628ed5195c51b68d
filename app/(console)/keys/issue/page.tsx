import type { Metadata } from "next";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { IssueForm } from "#components/keys/issue-form.tsx";
import { requireActor } from "#lib/web/require-actor.ts";
import { issueKeyAction } from "../actions.ts";
import { issueChoicesQuery } from "../queries.ts";

export const metadata: Metadata = { title: "Issue key" };

type Props = { readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> };

export default async function IssueKeyPage({ searchParams }: Props) {
  const actor = await requireActor();
  const [search, choices] = await Promise.all([searchParams, issueChoicesQuery({})]);
  const wanted = [search.org ?? []].flat()[0];
  return (
    <Page crumbs={[{ label: "Keys", href: "/keys" }, { label: "Issue key" }]}>
      <PageHeader
        title="Issue key"
        sentence="Whose it is, how it proves itself, what it may do, from where and until when."
      />
      {choices.ok ? (
        <IssueForm
          organizations={choices.value.organizations}
          scopes={choices.value.scopes}
          readiness={choices.value.readiness}
          own={{ orgId: actor.orgId, sessionId: actor.sessionId }}
          orgId={choices.value.organizations.find(({ id }) => id === wanted)?.id ?? actor.orgId}
          myAddress={actor.ip}
          gate={choices.value.gate}
          nowMs={Date.now()}
          issue={issueKeyAction}
        />
      ) : (
        <QueryFailed what="The form" error={choices} retryHref="/keys/issue" />
      )}
    </Page>
  );
}
