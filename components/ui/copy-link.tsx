"use client";

import { Check, Link } from "lucide-react";
import { Button } from "./button.tsx";
import { useCopy } from "./use-copy.ts";

/** Copies the whole address of something in this console, for a message to a colleague. */
export function CopyLink({ path }: { /** With its query, without the origin. */ path: string }) {
  const { state, copy } = useCopy();
  const said =
    state === "copied" ? "Copied the link" : state === "failed" ? "The browser refused to copy the link" : "";
  return (
    <>
      <Button
        icon={state === "copied" ? <Check className="text-ok-ink" /> : <Link />}
        onClick={() => copy(new URL(path, location.origin).href)}
        className="min-w-28 justify-start"
      >
        {state === "copied" ? "Copied" : "Copy link"}
      </Button>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
