"use client";

import { Check, Copy } from "lucide-react";
import { Button } from "./button.tsx";
import { useCopy } from "./use-copy.ts";

type Props = {
  text: string;
  /** What is copied: "id", "secret". Makes the name "Copy id". */
  what: string;
  /** words: "Copy" beside the icon. */
  look?: "icon" | "words";
  shortcut?: string;
};

/** Copies the whole of something and says so, to eyes and to screen readers. */
export function CopyButton({ text, what, look = "icon", shortcut }: Props) {
  const { state, copy } = useCopy();
  const said =
    state === "copied" ? `Copied ${what}` : state === "failed" ? `The browser refused to copy ${what}` : "";
  const icon = state === "copied" ? <Check className="text-ok-ink" /> : <Copy />;
  return (
    <>
      {look === "icon" ? (
        <button
          type="button"
          aria-label={`Copy ${what}`}
          title={`Copy ${what}`}
          {...(shortcut && { "data-shortcut": shortcut, "aria-keyshortcuts": shortcut })}
          onClick={() => copy(text)}
          className="relative inline-grid size-5 shrink-0 place-items-center rounded-sm text-ink-3 transition-colors duration-100 ease-out before:absolute before:-inset-0.5 before:content-[''] hover:bg-hover hover:text-ink pointer-coarse:before:-inset-3 [&>svg]:size-3.5"
        >
          {icon}
        </button>
      ) : (
        <Button
          icon={icon}
          onClick={() => copy(text)}
          {...(shortcut && { shortcut })}
          className="min-w-22 justify-start"
        >
          {state === "copied" ? "Copied" : "Copy"}
        </Button>
      )}
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}
