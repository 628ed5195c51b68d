"use client";

import { createContext, use } from "react";

export type Identity = {
  /** Asks the person to prove themselves anew; false when they would rather not. */
  readonly confirm: () => Promise<boolean>;
  /** Locks the page in place until a passkey opens it. */
  readonly unlock: () => Promise<void>;
  /** The person did something: the idle time starts anew. */
  readonly acted: () => void;
};

const IdentityContext = createContext<Identity | null>(null);
export const IdentityContextProvider = IdentityContext.Provider;

export function useIdentity(): Identity {
  const identity = use(IdentityContext);
  if (identity === null) throw new Error("useAction and useLiveQuery need an IdentityProvider around them");
  return identity;
}
