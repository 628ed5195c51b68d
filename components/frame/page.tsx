import type { ReactNode } from "react";
import type { Crumb } from "../ui/breadcrumb.tsx";
import { TopBar } from "./top-bar.tsx";

type Props = {
  /** From the top down to this page, whose own name comes last and without a link. */
  crumbs: readonly Crumb[];
  children: ReactNode;
};

/** One page of the console: its bar and its content. Every page, its loading and its error state begin with it. */
export function Page({ crumbs, children }: Props) {
  return (
    <>
      <TopBar crumbs={crumbs} />
      {/* 96 px below: room for the bar that floats over a selection. */}
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-[100rem] px-4 pt-5 pb-24 outline-none lg:px-6"
      >
        {children}
      </main>
    </>
  );
}

/** Main column and a 320 px aside, which goes below it where there is no room beside. */
export function WithAside({ aside, children }: { aside: ReactNode; children: ReactNode }) {
  return (
    <div className="grid gap-4 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid min-w-0 content-start gap-4">{children}</div>
      <aside className="grid min-w-0 content-start gap-4 lg:max-xl:grid-cols-2">{aside}</aside>
    </div>
  );
}
