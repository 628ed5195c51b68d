import { QueryFailed } from "#components/identity/query-failed.tsx";
import { KeyHistory } from "#components/keys/key-history.tsx";
import { keyHistoryQuery } from "../queries.ts";
import { parameter, type TabProps } from "./tab.ts";

export async function HistoryTab({ detail: { keyId }, search }: TabProps) {
  const found = await keyHistoryQuery({
    filter: { target: [keyId] },
    ...place("before", parameter(search, "before")),
    ...place("after", parameter(search, "after")),
  });
  if (!found.ok)
    return <QueryFailed what="The key's history" error={found} retryHref={`/keys/${keyId}?tab=history`} />;
  return <KeyHistory page={found.value} keyId={keyId} />;
}

function place(name: "before" | "after", text: string | undefined): { before?: number; after?: number } {
  return text !== undefined && /^\d{1,15}$/.test(text) ? { [name]: Number(text) } : {};
}
