"use client";

import { useQuery } from "@tanstack/react-query";
import type { Result } from "#lib/kernel/result.ts";
import { QUERY_INPUT_PARAMETER } from "#lib/web/contract.ts";
import { useIdentity } from "./identity-context.ts";

/** Data older than this many periods says its age. */
const STALE_PERIODS = 3;

export type Live<T, E extends string> = {
  /** The last answer that arrived; the server's first one to begin with. */
  readonly result: Result<T, E>;
  /** When it arrived, epoch milliseconds by this browser's clock; 0 for the server's first one. */
  readonly updatedAtMs: number;
  /** Three periods passed without an answer: show its age. */
  readonly stale: boolean;
  readonly refetch: () => void;
};

/**
 * Keeps a query's answer current. Polling is nobody's act: it rests in a hidden tab and never keeps a sign-in alive.
 * When the sign-in has ended, the page locks in place.
 *
 * @param o.path a route made by `queryHandler`.
 */
export function useLiveQuery<T, E extends string>(o: {
  readonly path: string;
  readonly input?: unknown;
  readonly initial: Result<T, E>;
  readonly refreshMs: number;
}): Live<T, E> {
  const { unlock } = useIdentity();
  const { data, dataUpdatedAt, failureCount, refetch } = useQuery({
    queryKey: [o.path, o.input ?? null],
    queryFn: async ({ signal }) => {
      let answer = await read<T, E>(o.path, o.input, signal);
      if (!answer.ok && answer.code === "unauthenticated") {
        await unlock();
        answer = await read<T, E>(o.path, o.input, signal);
      }
      return answer;
    },
    initialData: o.initial,
    initialDataUpdatedAt: 0,
    staleTime: o.refreshMs,
    refetchInterval: o.refreshMs,
    refetchOnMount: false,
    retry: STALE_PERIODS,
    retryDelay: o.refreshMs,
  });
  return {
    result: data,
    updatedAtMs: dataUpdatedAt,
    stale: failureCount >= STALE_PERIODS,
    refetch: () => void refetch(),
  };
}

async function read<T, E extends string>(
  path: string,
  input: unknown,
  signal: AbortSignal,
): Promise<Result<T, E>> {
  const query =
    input === undefined ? "" : `?${new URLSearchParams({ [QUERY_INPUT_PARAMETER]: JSON.stringify(input) })}`;
  const answer = await fetch(`${path}${query}`, { signal, cache: "no-store", redirect: "error" });
  return (await answer.json()) as Result<T, E>;
}
