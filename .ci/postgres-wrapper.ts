import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ChildReport } from "../services/supervised.ts";

const MAIN = fileURLToPath(new URL("../services/postgres/main.ts", import.meta.url));

/** Durability is of no use to a database that is thrown away. */
const SETTINGS = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_connections: "300",
  log_min_messages: "panic",
};

/** Starts the product's database wrapper over a directory; resolves to the function that stops it. */
export async function startWrapper(dataDir: string): Promise<() => Promise<void>> {
  const choice = process.env.KEYWARDEN_POSTGRES ?? "auto";
  const child = spawn(process.execPath, [MAIN, JSON.stringify({ dataDir, choice, settings: SETTINGS })], {
    detached: true,
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.on("message", (message) => {
      const report = message as ChildReport;
      if (report.type === "ready") resolve();
      else if (report.type === "failed") reject(new Error(report.line));
    });
    void exited.then(() => reject(new Error("the test database ended before it was ready")));
  });
  return async () => {
    child.send({ type: "stop" });
    await exited;
  };
}
