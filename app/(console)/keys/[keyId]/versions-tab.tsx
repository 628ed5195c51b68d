import { KeyVersions } from "#components/keys/key-versions.tsx";
import { keyActivityQuery } from "../queries.ts";
import type { TabProps } from "./tab.ts";

export async function VersionsTab({ detail }: TabProps) {
  const activity = await keyActivityQuery({ keyId: detail.keyId });
  return <KeyVersions versions={detail.versions} uses={activity.ok ? activity.value.versions : []} />;
}
