"use client";

import { useEffect, useState } from "react";
import { StatusShape } from "#components/ui/status-shape.tsx";
import { type ClockReading, describeOffset, readServerClock } from "./server-clock.ts";

const EVERY_MS = 30_000;

/** This browser's clock beside the server's; the machine that signs should agree with it. */
export function ClockCheck({
  windowMs,
}: {
  /** The narrowest window of the upstreams. */ readonly windowMs: number;
}) {
  const [reading, setReading] = useState<ClockReading | null>(null);
  const [tried, setTried] = useState(false);
  useEffect(() => {
    const stop = new AbortController();
    const look = async () => {
      const found = await readServerClock(stop.signal);
      if (stop.signal.aborted) return;
      setTried(true);
      setReading((held) => found ?? held);
    };
    void look();
    const timer = setInterval(() => void look(), EVERY_MS);
    return () => {
      stop.abort();
      clearInterval(timer);
    };
  }, []);
  if (reading === null)
    return (
      <span className="text-ink-3">{tried ? "The server's clock can't be read now." : "Measuring…"}</span>
    );
  const off = Math.abs(reading.offsetMs) - reading.errorMs > windowMs;
  return (
    <span className="flex items-start gap-1.5">
      <span className="mt-1">
        <StatusShape tone={off ? "bad" : "ok"} />
      </span>
      <span className={off ? "text-bad-ink" : undefined}>
        This browser&apos;s clock {describeOffset(reading)}.{off && " Sync it with NTP."}
      </span>
    </span>
  );
}
