import type { ReactNode } from "react";
import { Wordmark } from "../ui/mark.tsx";

/** The frame of pages outside the console: welcome, sign-in, locked. One column, nothing to wander off to. */
export function PlainFrame({ children, wide = false }: { children: ReactNode; wide?: boolean }) {
  return (
    <div className="flex min-h-dvh flex-col items-center px-4 py-6 md:py-16">
      <header className="mb-6">
        <Wordmark />
      </header>
      <main id="content" className={wide ? "w-full max-w-[40rem]" : "w-full max-w-[26rem]"}>
        {children}
      </main>
    </div>
  );
}
