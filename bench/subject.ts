/** What a measured process and the one that measures say to each other over IPC. */
export type FromSubject =
  | { readonly type: "ready"; readonly port: number }
  /** CPU time used since the start, in microseconds, and the heap's size in bytes after a collection. */
  | { readonly type: "usage"; readonly cpuUs: number; readonly rssBytes: number };
export type ToSubject = { readonly type: "usage" };

/** A process that serves on a port: says so, answers what it used, and ends with its parent. */
export function serveSubject(port: number): void {
  process.on("disconnect", () => process.exit(0));
  process.on("message", (message: ToSubject) => {
    if (message.type !== "usage") return;
    const { user, system } = process.cpuUsage();
    tell({ type: "usage", cpuUs: user + system, rssBytes: process.memoryUsage().rss });
  });
  tell({ type: "ready", port });
}

function tell(message: FromSubject): void {
  process.send?.(message);
}
