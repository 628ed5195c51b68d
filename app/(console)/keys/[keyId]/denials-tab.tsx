import { QueryFailed } from "#components/identity/query-failed.tsx";
import { KeyDenials } from "#components/keys/key-denials.tsx";
import { type TrafficRange, trafficFilterFields } from "#lib/traffic/contract.ts";
import { keyDeniedQuery } from "../queries.ts";
import { parameter, type TabProps } from "./tab.ts";

export async function DenialsTab({ detail: { keyId }, search }: TabProps) {
  const href = `/keys/${keyId}?tab=denials`;
  const range = trafficFilterFields.range.safeParse(parameter(search, "range"));
  const code = trafficFilterFields.code.safeParse(parameter(search, "code"));
  const shown: TrafficRange = range.success ? range.data : "24h";
  const [older, newer] = [parameter(search, "older"), parameter(search, "newer")];
  const found = await keyDeniedQuery({
    filter: { key: keyId, range: shown, ...(code.success && { code: code.data }) },
    ...(older !== undefined && { older }),
    ...(newer !== undefined && older === undefined && { newer }),
  });
  if (!found.ok) return <QueryFailed what="The list of denied requests" error={found} retryHref={href} />;
  return (
    <KeyDenials
      page={found.value}
      href={href}
      keyId={keyId}
      range={shown}
      code={code.success ? code.data : null}
    />
  );
}
