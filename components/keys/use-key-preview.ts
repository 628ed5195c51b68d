"use client";

import { useQuery } from "@tanstack/react-query";
import type { Result } from "#lib/kernel/result.ts";
import { QUERY_INPUT_PARAMETER } from "#lib/web/contract.ts";
import type { KeyPreview } from "./key-acts.ts";

/** The keys of a confirmation as they are when it opens. null: on its way; "failed": it didn't come. */
export function useKeyPreview(keyIds: readonly string[]): readonly KeyPreview[] | "failed" | null {
  const { data, isError } = useQuery({
    queryKey: ["/keys/preview", keyIds],
    queryFn: async ({ signal }) => {
      const input = new URLSearchParams({ [QUERY_INPUT_PARAMETER]: JSON.stringify({ keyIds }) });
      const answer = await fetch(`/keys/preview?${input}`, { signal, cache: "no-store", redirect: "error" });
      const result = (await answer.json()) as Result<readonly KeyPreview[], string>;
      if (!result.ok) throw new Error(result.code);
      return result.value;
    },
    enabled: keyIds.length > 0,
    retry: false,
    staleTime: 0,
    gcTime: 0,
  });
  if (isError) return "failed";
  return data ?? null;
}
