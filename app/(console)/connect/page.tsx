import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { ChooseKey } from "#components/keys/choose-key.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { requireActor } from "#lib/web/require-actor.ts";
import { keyQuery, keySurroundingsQuery } from "../keys/queries.ts";
import { ConnectPanel } from "./connect-panel.tsx";
import { workingKeysQuery } from "./queries.ts";

export const metadata: Metadata = { title: "Connect" };

type Props = { readonly searchParams: Promise<Readonly<Record<string, string | string[] | undefined>>> };

export default async function ConnectPage({ searchParams }: Props) {
  const actor = await requireActor();
  const [search, found] = await Promise.all([searchParams, workingKeysQuery({})]);
  const header = (
    <PageHeader
      title="Connect"
      sentence="From a key to its first request: where to, what to trust, and lines that run as they are."
    />
  );
  if (!found.ok) {
    return (
      <Page crumbs={[{ label: "Connect" }]}>
        {header}
        <QueryFailed what="What a client needs" error={found} retryHref="/connect" />
      </Page>
    );
  }
  const keys = found.value.rows;
  const wanted = [search.key ?? []].flat()[0];
  const chosen =
    keys.find(({ keyId }) => keyId === wanted) ?? keys.find(({ org }) => org.id === actor.orgId) ?? keys[0];
  return (
    <Page crumbs={[{ label: "Connect" }]}>
      {header}
      {chosen === undefined ? (
        <Card>
          <Empty
            title="No key works yet."
            action={
              <LinkButton href="/keys/issue" variant="primary" icon={<Plus />}>
                Issue key
              </LinkButton>
            }
          >
            Issue one, save its private key, and come back for the lines that send its first request.
          </Empty>
        </Card>
      ) : (
        <div className="grid gap-4">
          <ChooseKey
            chosen={chosen.keyId}
            keys={keys.map(({ keyId, name, org }) => ({ keyId, name, organization: org.name }))}
          />
          <Chosen keyId={chosen.keyId} />
        </div>
      )}
    </Page>
  );
}

async function Chosen({ keyId }: { readonly keyId: string }) {
  const [key, around] = await Promise.all([keyQuery({ keyId }), keySurroundingsQuery({ keyId })]);
  const error = key.ok ? around : key;
  if (!key.ok || !around.ok)
    return !error.ok && <QueryFailed what="This key" error={error} retryHref="/connect" />;
  return <ConnectPanel key={keyId} detail={key.value} around={around.value} />;
}
