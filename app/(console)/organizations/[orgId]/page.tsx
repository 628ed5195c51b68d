import { Plus } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Page, WithAside } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { keysHref } from "#components/keys/key-filters.ts";
import { keysOf } from "#components/orgs/organization-rows.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { Count } from "#components/ui/count.tsx";
import { formatCount } from "#components/ui/format.ts";
import { KeyValueList } from "#components/ui/key-value-list.tsx";
import { ScopeLine } from "#components/ui/risk.tsx";
import { Tag } from "#components/ui/status-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import { UUID } from "#lib/kernel/ids.ts";
import { requireActor } from "#lib/web/require-actor.ts";
import { organizationChoicesQuery, organizationQuery } from "../queries.ts";

export const metadata: Metadata = { title: "Organization" };

export default async function OrganizationPage({ params }: { params: Promise<{ orgId: string }> }) {
  await requireActor();
  const { orgId } = await params;
  if (!UUID.test(orgId)) notFound();
  const [found, choices] = await Promise.all([organizationQuery({ orgId }), organizationChoicesQuery({})]);
  if (!found.ok && found.code === "organization_not_found") notFound();
  if (!found.ok || !choices.ok) {
    return (
      <Page crumbs={[{ label: "Organizations", href: "/organizations" }, { label: "Organization" }]}>
        <QueryFailed
          what="The organization"
          error={found.ok ? (choices as Exclude<typeof choices, { ok: true }>) : found}
          retryHref={`/organizations/${orgId}`}
        />
      </Page>
    );
  }
  const organization = found.value;
  const ceiling = choices.value.scopes.filter(({ id }) => organization.ceiling.includes(id));
  const moves = ceiling.some(({ risk }) => risk === "transfer");
  return (
    <Page crumbs={[{ label: "Organizations", href: "/organizations" }, { label: organization.name }]}>
      <PageHeader
        title={organization.name}
        badge={<Tag tone="mute">{organization.kind === "venue" ? "Venue" : "Client"}</Tag>}
        meta={[<CopyId key="id" id={organization.id} what="organization id" />]}
        sentenceLook="lead"
        sentence={
          <>
            Its keys can hold {formatCount(ceiling.length, "scope")} at most.{" "}
            {moves ? "Some of them can move money." : "None of them can move money."}
          </>
        }
        actions={
          <LinkButton href={`/keys/issue?org=${organization.id}`} variant="primary" icon={<Plus />}>
            Issue key
          </LinkButton>
        }
      />
      <WithAside
        aside={
          <Card title="Provenance">
            <KeyValueList
              items={[
                {
                  label: "Created",
                  value: <Time at={organization.createdAt} mode="absolute" precision="minute" />,
                },
                { label: "By", value: organization.createdBy },
                {
                  label: "History",
                  value: <TextLink href={`/audit?f=target:is:${organization.id}`}>In the audit log</TextLink>,
                },
              ]}
            />
          </Card>
        }
      >
        <Card
          title="Keys"
          corner={<TextLink href={keysHref([`org:is:${organization.id}`])}>All keys</TextLink>}
        >
          <KeyValueList
            wide
            items={[
              {
                label: "Keys in force",
                value: <Count value={organization.keys} href={keysOf(organization.id)} />,
              },
              {
                label: "Can move money",
                value: (
                  <Count
                    value={organization.keysThatMoveMoney}
                    href={keysOf(organization.id, "risk:is:transfer")}
                  />
                ),
              },
              { label: "Tier", value: organization.tier ?? "Default: 1,200 requests in 60 s a key" },
            ]}
          />
        </Card>
        <Card title="Ceiling">
          <ul className="grid gap-2">
            {ceiling.map(({ id, risk, name }) => (
              <ScopeLine key={id} scope={id} risk={risk} words={name} />
            ))}
          </ul>
        </Card>
      </WithAside>
    </Page>
  );
}
