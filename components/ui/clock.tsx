"use client";

import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import type { Zone } from "./format.ts";
import { usePreferences } from "./preferences-provider.tsx";

type Clock = {
  /** The server's time when it drew the page; the first paint on both sides uses it. */
  initialMs: number;
  /** The server's time now, counted on from there, so that a wrong clock in the browser changes nothing. */
  now: () => number;
  zone: Zone;
};

const ClockContext = createContext<Clock>({ initialMs: 0, now: () => 0, zone: "UTC" });

const listeners = new Set<() => void>();
let ticking: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  ticking ??= setInterval(() => {
    for (const tell of listeners) tell();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(ticking);
      ticking = undefined;
    }
  };
}

/**
 * The page's time and zone.
 *
 * @param nowMs  the server's clock, epoch milliseconds.
 * @param frozen keeps that moment: for pictures and tests of looks.
 */
export function ClockProvider(props: { nowMs: number; frozen?: boolean; children: ReactNode }) {
  const { preferences } = usePreferences();
  const [start] = useState(() => ({ serverMs: props.nowMs, localMs: performance.now() }));
  const frozen = props.frozen ?? false;
  const clock = useMemo(
    () => ({
      initialMs: start.serverMs,
      now: () => (frozen ? start.serverMs : start.serverMs + performance.now() - start.localMs),
      zone: preferences.zone,
    }),
    [start, frozen, preferences.zone],
  );
  return <ClockContext value={clock}>{props.children}</ClockContext>;
}

/** Text made from the present: drawn again only when the text itself changes. */
export function useClockText(text: (nowMs: number, zone: Zone) => string): string {
  const { initialMs, now, zone } = use(ClockContext);
  const read = useCallback(() => text(now(), zone), [text, now, zone]);
  return useSyncExternalStore(subscribe, read, () => text(initialMs, zone));
}

export function useZone(): Zone {
  return use(ClockContext).zone;
}
