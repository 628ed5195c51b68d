"use client";

import { usePathname } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import type { SessionEnd } from "#lib/identity/contract.ts";
import type { Result } from "#lib/kernel/result.ts";
import type { GateError } from "#lib/web/contract.ts";
import { Button } from "../ui/button.tsx";

export type ExtendSession = (input: Record<never, never>) => Promise<Result<unknown, GateError>>;

type Props = {
  /** A GET route that says how long the sign-in lasts; asking is no act. */
  readonly endPath: string;
  readonly extend: ExtendSession;
  readonly onEnded: () => Promise<void>;
  /** Counts the person's acts on this page. */
  readonly acts: number;
};

const WARN_SEC = 60;
/** How long to wait after an answer that never came. */
const RETRY_SEC = 30;

/**
 * Watches the end of the sign-in: says so 60 seconds before, then locks the page. What another tab did counts too,
 * so the server is asked before anything is said.
 */
export function IdleWarning({ endPath, extend, onEnded, acts }: Props) {
  const path = usePathname();
  const [end, setEnd] = useState<(SessionEnd & { readonly atMs: number }) | null>(null);
  const [leftSec, setLeftSec] = useState(0);
  const [pending, setPending] = useState(false);
  const locking = useRef(false);

  const look = useCallback(async (): Promise<SessionEnd | "ended" | null> => {
    const answer = await fetch(endPath, { cache: "no-store", redirect: "error" })
      .then((response) => response.json() as Promise<Result<SessionEnd, GateError>>)
      .catch(() => null);
    if (answer === null) return null;
    if (!answer.ok) return answer.code === "unauthenticated" ? "ended" : null;
    return answer.value;
  }, [endPath]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page and an act put the end off
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const again = (sec: number) => {
      if (!left) timer = setTimeout(() => void watch(), Math.max(1, sec) * 1000);
    };
    const watch = async () => {
      const found = await look();
      if (left) return;
      if (found === null) return again(RETRY_SEC);
      if (found === "ended" || found.inSec === 0) {
        setEnd(null);
        if (!locking.current) {
          locking.current = true;
          await onEnded();
          locking.current = false;
        }
        return again(WARN_SEC);
      }
      const warned = found.inSec <= WARN_SEC;
      setEnd(warned ? { ...found, atMs: performance.now() + found.inSec * 1000 } : null);
      again(warned ? Math.min(found.inSec, 5) : found.inSec - WARN_SEC);
    };
    again(1);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [look, onEnded, acts, path]);

  useEffect(() => {
    if (end === null) return;
    const tick = () => setLeftSec(Math.max(0, Math.ceil((end.atMs - performance.now()) / 1000)));
    tick();
    const ticking = setInterval(tick, 1000);
    return () => clearInterval(ticking);
  }, [end]);

  if (end === null) return null;
  const stay = async () => {
    setPending(true);
    const extended = await extend({}).catch(() => null);
    setPending(false);
    if (extended?.ok) setEnd(null);
    else if (extended?.code === "unauthenticated") await onEnded();
  };
  return (
    <div
      role="alert"
      className="rise fixed inset-x-4 bottom-4 z-50 mx-auto flex max-w-[40rem] flex-wrap items-center gap-3 rounded-lg bg-raised px-4 py-3 text-ink shadow-pop"
    >
      <p className="min-w-0 flex-1">
        {end.because === "idle"
          ? "Nothing was done for a while: this page locks in "
          : "Your sign-in is 12 hours old: this page locks in "}
        {/* Read once, not every second. */}
        <span aria-hidden="true" className="tabular-nums">
          {leftSec} s
        </span>
        <span className="sr-only">a minute</span>. What you typed is kept.
      </p>
      {end.because === "idle" && (
        <Button variant="primary" pending={pending} pendingLabel="Extending…" onClick={() => void stay()}>
          Extend
        </Button>
      )}
    </div>
  );
}
