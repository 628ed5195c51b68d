"use client";

import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { Dialog as RadixDialog } from "radix-ui";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { useReturnFocus } from "../ui/use-return-focus.ts";
import { type PaletteItem, useFrame } from "./frame-context.tsx";
import { matchPalette } from "./palette-match.ts";

const FIND_AFTER_MS = 150;
const TYPED_CHARS_MAX = 200;

type Props = { open: boolean; onOpenChange: (open: boolean) => void };

/** Find or do anything: it only ever goes somewhere. A dangerous verb leads to its preview. */
export function Palette({ open, onOpenChange }: Props) {
  const { remember, giveBack } = useReturnFocus();
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fade-in fixed inset-0 z-40 bg-[light-dark(oklch(.2_.02_262/.4),oklch(0_0_0/.6))]" />
        <RadixDialog.Content
          onOpenAutoFocus={remember}
          onCloseAutoFocus={giveBack}
          aria-describedby={undefined}
          className="rise -translate-x-1/2 fixed top-[12vh] left-1/2 z-40 w-[min(36rem,calc(100vw-2rem))] overflow-hidden rounded-xl bg-raised text-ink shadow-modal"
        >
          <RadixDialog.Title className="sr-only">Find or do anything</RadixDialog.Title>
          <PaletteBody onDone={() => onOpenChange(false)} />
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

function PaletteBody({ onDone }: { onDone: () => void }) {
  const router = useRouter();
  const { groups, palette, findPalette } = useFrame();
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState("");
  const words = useDeferredValue(typed);
  const { found: remote, pending } = useRemote(words, findPalette);

  const items = useMemo(() => {
    const pages = groups.flatMap(({ items: group }) =>
      group.map(({ href, label }): PaletteItem => ({ id: `page:${href}`, label, group: "Pages", href })),
    );
    return [...matchPalette([...pages, ...(palette ?? [])], words), ...remote];
  }, [groups, palette, words, remote]);
  const headings = [...new Set(items.map(({ group }) => group))];

  return (
    <Command
      shouldFilter={false}
      label="Find or do anything"
      loop
      value={items.some(({ id }) => id === chosen) ? chosen : (items[0]?.id ?? "")}
      onValueChange={setChosen}
    >
      <Command.Input
        value={typed}
        onValueChange={(next) => setTyped(next.slice(0, TYPED_CHARS_MAX))}
        placeholder="Page, key, organization or whole id"
        className="h-12 w-full border-line border-b bg-transparent px-4 text-lead text-ink outline-none"
      />
      <Command.List className="max-h-[min(24rem,60dvh)] scroll-py-2 overflow-y-auto p-1">
        <Command.Empty className="px-3 py-6 text-center text-ink-3">
          {pending ? "Looking…" : `Nothing here is called “${typed}”.`}
        </Command.Empty>
        {headings.map((heading) => (
          <Command.Group
            key={heading}
            heading={heading}
            className="[&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:font-medium [&_[cmdk-group-heading]]:text-ink-3 [&_[cmdk-group-heading]]:text-micro"
          >
            {items
              .filter(({ group }) => group === heading)
              .map((item) => (
                <Command.Item
                  key={item.id}
                  value={item.id}
                  onSelect={() => {
                    onDone();
                    router.push(item.href);
                  }}
                  className="flex min-h-8 cursor-default select-none items-center gap-3 rounded-md px-3 py-1 aria-selected:bg-selected pointer-coarse:min-h-11"
                >
                  <span className="min-w-0 flex-1 truncate">{item.label}</span>
                  {item.hint && <span className="truncate text-ink-3 text-small">{item.hint}</span>}
                </Command.Item>
              ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command>
  );
}

/** Asks the server for what was typed, once typing rests; a late answer to older words is dropped. */
function useRemote(words: string, find: ((typed: string) => Promise<readonly PaletteItem[]>) | undefined) {
  const [answer, setAnswer] = useState<{ words: string; found: readonly PaletteItem[] }>({
    words: "",
    found: [],
  });
  const asked = words.trim();
  useEffect(() => {
    if (!find || asked === "") return;
    let dropped = false;
    const timer = setTimeout(() => {
      find(asked).then(
        (found) => dropped || setAnswer({ words: asked, found }),
        () => dropped || setAnswer({ words: asked, found: [] }),
      );
    }, FIND_AFTER_MS);
    return () => {
      dropped = true;
      clearTimeout(timer);
    };
  }, [asked, find]);
  const current = asked !== "" && answer.words === asked;
  return { found: current ? answer.found : [], pending: find !== undefined && asked !== "" && !current };
}
