import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export type Process = { readonly pid: number; readonly name: string };

/** Every process that belongs to the product of a data directory: by its environment, its arguments or where it works. */
export function processesOf(dataDir: string): Process[] {
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => pid !== process.pid && belongs(pid, dataDir))
    .map((pid) => ({ pid, name: nameOf(pid) }));
}

/** The process of one of the product's own services: `console`, `gateway`, `worker`, `postgres`, `launcher`. */
export function serviceOf(dataDir: string, service: string): number {
  const found = processesOf(dataDir).filter(({ name }) => name.includes(`services/${service}/main.ts`));
  if (found.length !== 1) throw new Error(`${found.length} processes of ${service}`);
  return found[0]?.pid ?? 0;
}

function belongs(pid: number, dataDir: string): boolean {
  return (
    read(pid, "environ").includes(`KEYWARDEN_DATA_DIR=${dataDir}\0`) ||
    read(pid, "cmdline").includes(`${dataDir}/`) ||
    linkOf(pid).startsWith(`${dataDir}/`)
  );
}

const nameOf = (pid: number): string => read(pid, "cmdline").replaceAll("\0", " ").trim();

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "latin1");
  } catch {
    return "";
  }
}

function linkOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return "";
  }
}
