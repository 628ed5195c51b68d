import type { ReactNode } from "react";
import { ConsoleFrame } from "#components/frame/console-frame.tsx";
import type { Frame } from "#components/frame/frame-context.tsx";
import type { NavGroup } from "#components/frame/nav-item.ts";
import { ClockProvider } from "#components/ui/clock.tsx";

/** The moment every sample is drawn at. */
export const SAMPLE_NOW_MS = Date.parse("2026-11-23T15:42:10.482Z");
export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

const GROUPS: readonly NavGroup[] = [
  {
    items: [
      { href: "/gallery", label: "Overview", icon: "overview", goKey: "o", exact: true },
      {
        href: "/gallery/approvals",
        label: "Approvals",
        icon: "approvals",
        counter: { count: 3, urgent: false },
      },
      { href: "/gallery/alerts", label: "Alerts", icon: "alerts", counter: { count: 2, urgent: true } },
    ],
  },
  {
    heading: "Access",
    items: [
      { href: "/gallery/keys", label: "Keys", icon: "keys", goKey: "k" },
      { href: "/gallery/organizations", label: "Organizations", icon: "organizations" },
      { href: "/gallery/apps", label: "OAuth apps", icon: "apps" },
      { href: "/gallery/people", label: "People", icon: "people" },
    ],
  },
  {
    heading: "Gate",
    items: [
      { href: "/gallery/traffic", label: "Traffic", icon: "traffic", goKey: "r" },
      { href: "/gallery/limits", label: "Limits", icon: "limits" },
      { href: "/gallery/upstreams", label: "Upstreams", icon: "upstreams" },
    ],
  },
  {
    heading: "Evidence",
    items: [
      { href: "/gallery/audit", label: "Audit", icon: "audit", goKey: "u" },
      { href: "/gallery/point-in-time", label: "Point in time", icon: "point-in-time" },
      { href: "/gallery/reviews", label: "Access reviews", icon: "reviews" },
      { href: "/gallery/transparency", label: "Transparency", icon: "transparency" },
    ],
  },
  {
    heading: "System",
    items: [
      { href: "/gallery/health", label: "Health", icon: "health" },
      { href: "/gallery/encryption", label: "Encryption", icon: "encryption" },
      { href: "/gallery/settings", label: "Settings", icon: "settings" },
    ],
  },
];

export const SAMPLE_FRAME: Frame = {
  organization: { name: "Aster Exchange", caption: "Venue · live keys" },
  groups: GROUPS,
  log: { title: "Audit log", detail: "1,204 events" },
  account: { name: "Mara Okafor", detail: "mara@aster.example · owner" },
  demo: true,
  palette: [
    {
      id: "k1",
      label: "mm-prod-eu-2",
      hint: "Halcyon Capital",
      group: "Keys",
      href: "/gallery/key",
      keywords: "k_7Q2MXH4T",
    },
    { id: "k2", label: "treasury-cold-sweep", hint: "Halcyon Capital", group: "Keys", href: "/gallery/key" },
  ],
};

/** A sample page in the real frame, at the samples' moment. */
export function SampleFrame({ children }: { children: ReactNode }) {
  return (
    <ClockProvider nowMs={SAMPLE_NOW_MS} frozen>
      <ConsoleFrame frame={SAMPLE_FRAME}>{children}</ConsoleFrame>
    </ClockProvider>
  );
}
