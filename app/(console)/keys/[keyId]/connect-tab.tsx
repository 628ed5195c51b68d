import { ConnectPanel } from "../../connect/connect-panel.tsx";
import type { TabProps } from "./tab.ts";

export function ConnectTab({ detail, around }: TabProps) {
  return <ConnectPanel detail={detail} around={around} />;
}
