"use client";

import { setNonce } from "get-nonce";
import { createContext, type ReactNode, use, useState } from "react";

const NonceContext = createContext<string | undefined>(undefined);

/**
 * Hands the document's style nonce to libraries that add a `<style>` (Radix's scroll lock).
 *
 * The first one is kept: a refresh brings the nonce of a newer answer, which this document does not know.
 */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [first] = useState(nonce);
  // On the server the module is shared by all requests, so only the browser may set it.
  if (first && typeof window !== "undefined") setNonce(first);
  return <NonceContext value={first}>{children}</NonceContext>;
}

/** For viewports that want the nonce as a prop. */
export function useNonce(): string | undefined {
  return use(NonceContext);
}
