import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { RotateForm } from "#components/keys/rotate-form.tsx";
import { LinkButton } from "#components/ui/button.tsx";
import { Card } from "#components/ui/card.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { StatusBadge } from "#components/ui/status-badge.tsx";
import { KEY_ID } from "#lib/kernel/ids.ts";
import type { KeyDetail } from "#lib/keys/contract.ts";
import { consoleEnv } from "#lib/web/console-env.ts";
import { requireActor } from "#lib/web/require-actor.ts";
import { rotateKeyAction } from "../../actions.ts";
import { keyActivityQuery, keyQuery } from "../../queries.ts";

export const metadata: Metadata = { title: "Rotate key" };

export default async function RotatePage({ params }: { readonly params: Promise<{ keyId: string }> }) {
  const actor = await requireActor();
  const { keyId } = await params;
  if (!KEY_ID.test(keyId)) notFound();
  const [key, activity] = await Promise.all([keyQuery({ keyId }), keyActivityQuery({ keyId })]);
  if (!key.ok && key.code === "key_not_found") notFound();
  if (!key.ok) {
    return (
      <Page crumbs={[{ label: "Keys", href: "/keys" }, { label: keyId }]}>
        <PageHeader title={`Rotate ${keyId}`} />
        <QueryFailed what="This key" error={key} retryHref={`/keys/${keyId}/rotate`} />
      </Page>
    );
  }
  const detail = key.value;
  const against = whyNot(detail);
  const uses = activity.ok ? activity.value.versions : [];
  return (
    <Page
      crumbs={[
        { label: "Organizations", href: "/organizations" },
        { label: detail.org.name, href: `/organizations/${detail.org.id}` },
        { label: "Keys", href: "/keys" },
        { label: detail.name, href: `/keys/${keyId}` },
        { label: "Rotate" },
      ]}
    >
      <PageHeader
        title={`Rotate ${detail.name}`}
        badge={<StatusBadge thing="key" word={detail.badge} />}
        sentence="A new credential for the same key. Both work while machines change over."
      />
      {against === null ? (
        <RotateForm
          detail={detail}
          own={{ orgId: actor.orgId, sessionId: actor.sessionId }}
          gate={consoleEnv().gateway.origins[0]}
          nowMs={Date.now()}
          requestsLastHour={uses.reduce((sum, use) => sum + use.requestsLastHour, 0)}
          rotate={rotateKeyAction}
        />
      ) : (
        <Card>
          <Empty
            title={against}
            action={<LinkButton href={`/keys/${keyId}?tab=versions`}>Look at its versions</LinkButton>}
          />
        </Card>
      )}
    </Page>
  );
}

/** Why a key can't be rotated now; null: it can. */
function whyNot({ name, status, badge }: KeyDetail): string | null {
  if (status === "revoked") return `${name} was revoked, which is final. Issue a new key.`;
  if (status === "expired") return `${name} has ended. Issue a new key.`;
  if (badge === "Rotating") return `${name} has two live versions. Rotate it once the older one has ended.`;
  return null;
}
