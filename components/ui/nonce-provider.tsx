"use client";

import { setNonce } from "get-nonce";
import { type ReactNode, useState } from "react";

/**
 * Hands the document's style nonce to libraries that add a `<style>` (Radix's scroll lock).
 *
 * The first one is kept: a refresh brings the nonce of a newer answer, which this document does not know.
 */
export function NonceProvider({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const [first] = useState(nonce);
  // On the server the module is shared by all requests, so only the browser may set it.
  if (first && typeof window !== "undefined") setNonce(first);
  return children;
}
