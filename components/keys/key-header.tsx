"use client";

import { Ban, Pause, Play, Plus, RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { PageHeader } from "#components/frame/page-header.tsx";
import { Button, LinkButton } from "#components/ui/button.tsx";
import { CopyId } from "#components/ui/copy-id.tsx";
import { Menu, type MenuItem } from "#components/ui/menu.tsx";
import { StatusBadge, Tag } from "#components/ui/status-badge.tsx";
import { TextLink } from "#components/ui/text-link.tsx";
import type { KeyDetail } from "#lib/keys/contract.ts";
import type { AccessPart } from "#lib/keys/describe-access.ts";
import type { Scope } from "#lib/keys/scopes.ts";
import { AccessSentence } from "./access-sentence.tsx";
import { catalogueOf } from "./catalogue-of.ts";
import type { KeyAct, KeyActions } from "./key-acts.ts";
import { KEY_KIND_WORDS } from "./key-words.ts";
import { useKeyActs } from "./use-key-acts.tsx";

type Props = {
  readonly detail: KeyDetail;
  readonly scopes: readonly Scope[];
  readonly sentence: readonly AccessPart[];
  readonly actions: KeyActions;
  readonly nowMs: number;
};

/** What a key is, what it may do, and what can be done with it; where an act ends, its receipt. */
export function KeyHeader({ detail, scopes, sentence, actions, nowMs }: Props) {
  const router = useRouter();
  const catalogue = useMemo(() => catalogueOf(scopes), [scopes]);
  const acts = useKeyActs({ actions, catalogue, nowMs });
  const { keyId, name, org, kind, env, badge, createdBy } = detail;
  const rotate = () => router.push(`/keys/${keyId}/rotate`);
  return (
    <>
      <PageHeader
        title={name}
        badge={
          <>
            <StatusBadge thing="key" word={badge} />
            {env === "test" && <Tag tone="info">Test</Tag>}
          </>
        }
        meta={[
          <CopyId key="id" id={keyId} what="key id" shortcut="c" />,
          <TextLink key="org" href={`/organizations/${org.id}`} look="plain">
            {org.name}
          </TextLink>,
          KEY_KIND_WORDS[kind],
          <span key="issuer">
            Issued by <strong>{createdBy}</strong>
          </span>,
        ]}
        actions={<Actions detail={detail} ask={(act) => acts.ask(act, [detail])} rotate={rotate} />}
        sentenceLook="lead"
        sentence={<AccessSentence parts={sentence} />}
      />
      {acts.receipt && <div className="mb-3">{acts.receipt}</div>}
      {acts.dialog}
    </>
  );
}

type ActionsProps = {
  readonly detail: KeyDetail;
  readonly ask: (act: KeyAct) => void;
  readonly rotate: () => void;
};

/** By what the key is now: containing first, the rest behind "⋯", which stays open while the others change. */
function Actions({ detail, ask, rotate }: ActionsProps) {
  const { keyId, name, status, badge, org } = detail;
  const revoke: MenuItem = { label: "Revoke…", icon: <Ban />, danger: true, onSelect: () => ask("revoke") };
  const rotating = badge === "Rotating";
  const rotateItem: MenuItem = {
    label: "Rotate…",
    icon: <RefreshCw />,
    onSelect: rotate,
    ...(rotating && { disabledReason: "Two versions are live until the older one ends." }),
  };
  const another = (
    <LinkButton href={`/keys/issue?org=${org.id}`} icon={<Plus />}>
      Issue another
    </LinkButton>
  );
  switch (status) {
    case "active":
      return (
        <>
          <Button variant="danger-outline" icon={<Pause />} shortcut="s" onClick={() => ask("suspend")}>
            Suspend…
          </Button>
          {!rotating && (
            <LinkButton href={`/keys/${keyId}/rotate`} variant="primary" icon={<RefreshCw />} shortcut="r">
              Rotate…
            </LinkButton>
          )}
          <More key="more" name={name} groups={rotating ? [[rotateItem], [revoke]] : [[revoke]]} />
        </>
      );
    case "suspended":
      return (
        <>
          <Button variant="primary" icon={<Play />} onClick={() => ask("resume")}>
            Resume…
          </Button>
          <More key="more" name={name} groups={[[rotateItem], [revoke]]} />
        </>
      );
    case "expired":
      return (
        <>
          {another}
          <More key="more" name={name} groups={[[revoke]]} />
        </>
      );
    case "revoked":
      return another;
  }
}

function More({
  name,
  groups,
}: {
  readonly name: string;
  readonly groups: readonly (readonly MenuItem[])[];
}) {
  return (
    <span className="max-md:flex-none!">
      <Menu label={`More for ${name}`} groups={groups} />
    </span>
  );
}
