"use client";

import { usePathname } from "next/navigation";
import { useEffect } from "react";
import { useFrame } from "./frame-context.tsx";

/** Following a link in the drawer closes it. */
export function DrawerCloser() {
  const path = usePathname();
  const { setDrawerOpen } = useFrame();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what changes, not what is read
  useEffect(() => setDrawerOpen(false), [path, setDrawerOpen]);
  return null;
}
