import { catalogueOf } from "#components/keys/catalogue-of.ts";
import { ConnectKey } from "#components/keys/connect-key.tsx";
import { connectTarget } from "#components/keys/connect-target.ts";
import type { KeyDetail } from "#lib/keys/contract.ts";
import { WINDOW_MS_DEFAULT } from "#lib/policy/contract.ts";
import { keyActivityQuery } from "../keys/queries.ts";
import type { Surroundings } from "../keys/surroundings.ts";
import { hasLocalCa } from "./local-ca.ts";

type Props = { readonly detail: KeyDetail; readonly around: Surroundings };

/** What a client needs for one key. */
export async function ConnectPanel({ detail, around }: Props) {
  const { keyId, name, kind, env, scopes, versions } = detail;
  const { gate, upstreams, organization } = around;
  const held = scopes.filter((id) => organization.ceiling.includes(id));
  const target = connectTarget({ upstreams }, { env, scopes: held }, gate, catalogueOf(around.scopes));
  return (
    <ConnectKey
      {...{ keyId, name, kind, env, gate, target }}
      version={versions[0]?.number ?? 1}
      localCa={hasLocalCa()}
      windowMs={
        upstreams.find((upstream) => upstream.name === target?.upstream)?.windowMs ?? WINDOW_MS_DEFAULT
      }
      activity={await keyActivityQuery({ keyId })}
    />
  );
}
