"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { cx } from "../ui/cx.ts";
import { formatNumber } from "../ui/format.ts";
import { LinkPending } from "../ui/link-pending.tsx";
import { Mark } from "../ui/mark.tsx";
import { type StatusWord, toneOf } from "../ui/status.ts";
import { StatusShape } from "../ui/status-shape.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { NAV_ICONS } from "./nav-icons.tsx";
import { isCurrent, type NavGroup, type NavItem } from "./nav-item.ts";

export type Organization = {
  name: string;
  /** "Venue · live keys". */
  caption: string;
};

/** What is known of the audit log, and nothing more: a state only where one has been established. */
export type LogState = { title: string; detail: string; word?: StatusWord<"system">; href?: string };

type Props = {
  organization: Organization;
  groups: readonly NavGroup[];
  log?: LogState;
  /** rail: icons alone between 1024 and 1279; full: always with words (the drawer). */
  look: "rail" | "full";
};

/** The inside of the navigation, the same in the column, the rail and the drawer. */
export function SideNav({ organization, groups, log, look }: Props) {
  const path = usePathname();
  const rail = look === "rail";
  const words = rail ? "lg:max-xl:sr-only" : "";
  return (
    <nav
      aria-label="Main"
      className="flex h-full flex-col gap-2 overflow-y-auto overflow-x-hidden bg-sunken p-3 [scrollbar-width:thin]"
    >
      <Link
        prefetch={false}
        href={groups[0]?.items[0]?.href ?? "/"}
        className="flex h-8 items-center gap-2.5 rounded-md px-2 font-semibold text-ink"
      >
        <Mark size={20} />
        <span className={words}>Keywarden</span>
      </Link>
      <div className={cx("rounded-md border border-line bg-surface px-2 py-1", rail && "lg:max-xl:hidden")}>
        <p className="truncate font-medium text-ink text-small">{organization.name}</p>
        <p className="truncate text-ink-3 text-micro">{organization.caption}</p>
      </div>
      <div className="grid gap-4">
        {groups.map((group) => (
          <div key={group.heading ?? "top"}>
            {group.heading && (
              <h2 className={cx("mb-1 px-2 font-medium text-ink-3 text-micro", words)}>{group.heading}</h2>
            )}
            <ul className="grid gap-px">
              {group.items.map((item) => (
                <li key={item.href}>
                  <ItemLink item={item} current={isCurrent(item, path)} words={words} rail={rail} />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
      {log && <LogLine log={log} words={words} rail={rail} />}
    </nav>
  );
}

function ItemLink({
  item,
  current,
  words,
  rail,
}: {
  item: NavItem;
  current: boolean;
  words: string;
  rail: boolean;
}) {
  const Icon = NAV_ICONS[item.icon];
  const link = (
    <Link
      prefetch={false}
      href={item.href}
      aria-current={current ? "page" : undefined}
      {...(item.goKey && { "data-go": item.goKey })}
      className={cx(
        "relative flex h-8 items-center gap-2.5 rounded-md px-2 transition-colors duration-100 ease-out pointer-coarse:h-11",
        current ? "bg-selected font-medium text-ink" : "text-ink-2 hover:bg-hover hover:text-ink",
      )}
    >
      <Icon
        aria-hidden="true"
        strokeWidth={1.75}
        className={cx("size-4 shrink-0", current ? "text-accent-ink" : "text-ink-3")}
      />
      <span className={cx("min-w-0 flex-1 truncate", words)}>{item.label}</span>
      <LinkPending />
      {item.counter && item.counter.count > 0 && (
        <span
          className={cx(
            "rounded-full px-1.5 font-medium text-micro tabular-nums",
            item.counter.urgent ? "bg-bad-soft text-bad-ink" : "bg-mute-soft text-mute-ink",
            rail && "lg:max-xl:absolute lg:max-xl:-top-0.5 lg:max-xl:-right-0.5 lg:max-xl:px-1",
          )}
        >
          {formatNumber(item.counter.count)}
          <span className="sr-only"> waiting</span>
        </span>
      )}
    </Link>
  );
  if (!rail) return link;
  return (
    <Tooltip text={item.label} side="right" className="xl:hidden">
      {link}
    </Tooltip>
  );
}

function LogLine({ log, words, rail }: { log: LogState; words: string; rail: boolean }) {
  const inside = (
    <>
      {log.word && (
        <span className="mt-1 shrink-0">
          <StatusShape tone={toneOf("system", log.word)} />
        </span>
      )}
      <span className={cx("min-w-0", words)}>
        <span className="block text-ink-2 text-small">{log.title}</span>
        <span className="block text-micro tabular-nums">{log.detail}</span>
      </span>
    </>
  );
  const look = cx(
    "mt-auto flex items-start gap-2 rounded-md px-2 py-1.5 text-ink-3",
    rail && !log.word && "lg:max-xl:hidden",
  );
  return log.href ? (
    <Link prefetch={false} href={log.href} className={cx(look, "hover:bg-hover")}>
      {inside}
    </Link>
  ) : (
    <div className={look}>{inside}</div>
  );
}
