"use client";

import { useEffect, useState, useSyncExternalStore } from "react";
import type { EnrolmentError, EnrolmentOffer } from "#lib/identity/contract.ts";
import type { Result } from "#lib/kernel/result.ts";
import { SkeletonLines } from "../ui/skeleton.tsx";
import { EnrolmentForm } from "./enrolment-form.tsx";
import type { EntryError, RegistrationOptions } from "./identity-actions.ts";
import { LinkEnded } from "./link-ended.tsx";

export type EnrolmentActions = {
  readonly find: (input: { token: string }) => Promise<Result<EnrolmentOffer, EnrolmentError | EntryError>>;
  readonly begin: (input: {
    token: string;
    name: string;
    email: string;
  }) => Promise<Result<RegistrationOptions, EnrolmentError | EntryError>>;
};

type Props = { readonly actions: EnrolmentActions; readonly origin: string };

type Found = Result<EnrolmentOffer, string>;

/** Reads the token where no server sees it, in the URL's fragment, and asks whether it still opens something. */
export function EnrolmentGate({ actions, origin }: Props) {
  const token = useFragment();
  const [found, setFound] = useState<Found | null>(null);
  const { find } = actions;

  useEffect(() => {
    if (token === null) return;
    let left = false;
    find({ token }).then(
      (answer) => !left && setFound(answer),
      () => !left && setFound({ ok: false, code: "unreachable" }),
    );
    return () => {
      left = true;
    };
  }, [token, find]);

  if (token === null || found === null) return <SkeletonLines lines={6} />;
  if (!found.ok) return <LinkEnded code={found.code} />;
  return <EnrolmentForm offer={found.value} token={token} origin={origin} begin={actions.begin} />;
}

/** `null` until the browser has the page. */
function useFragment(): string | null {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener("hashchange", changed);
      return () => window.removeEventListener("hashchange", changed);
    },
    () => location.hash.slice(1),
    () => null,
  );
}
