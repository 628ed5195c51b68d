import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT, runProgram } from "./run-program.ts";

const ROOMS = ["app", "components", "lib", "services", "cli", "bench", "e2e"];
const TOP_FILES = ["proxy.ts", "next.config.ts"];

type Cruise = {
  modules: { source: string }[];
  summary: { violations: { rule: { name: string }; from: string; to: string; comment?: string }[] };
};

/**
 * The house's import rules (.ci/boundaries.cjs), and that every source file was looked at: with a parser missing,
 * dependency-cruiser sees no TypeScript at all and reports success.
 */
export async function checkBoundaries(): Promise<{ ok: boolean; output: string }> {
  const files = sources();
  const places = [...new Set(files.map((file) => file.split("/", 1)[0] ?? ""))];
  const run = await runProgram(
    "depcruise",
    [
      "--config",
      ".ci/boundaries.cjs",
      "--output-type",
      "json",
      "--output-to",
      "node_modules/.cache-boundaries.json",
      ...places,
    ],
    3,
  );
  let cruise: Cruise;
  try {
    const { default: parsed } = await import(join(ROOT, "node_modules/.cache-boundaries.json"), {
      with: { type: "json" },
    });
    cruise = parsed as Cruise;
  } catch {
    return { ok: false, output: run.output };
  }
  const seen = new Set(cruise.modules.map(({ source }) => source));
  const unseen = files.filter((file) => !seen.has(file));
  const lines = cruise.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
  if (unseen.length > 0)
    lines.push(`not looked at: ${unseen.slice(0, 20).join(", ")} (${unseen.length} of ${files.length})`);
  return { ok: lines.length === 0 && files.length > 0, output: lines.join("\n") };
}

function sources(): string[] {
  const found: string[] = [...TOP_FILES];
  for (const room of ROOMS) {
    let entries: string[] = [];
    try {
      entries = readdirSync(join(ROOT, room), { recursive: true, encoding: "utf8" });
    } catch {
      continue;
    }
    for (const entry of entries)
      if (/\.(ts|tsx|mjs)$/.test(entry) && !entry.endsWith(".d.ts")) found.push(`${room}/${entry}`);
  }
  return found;
}
