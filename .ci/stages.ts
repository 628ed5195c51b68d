import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBuilt } from "../services/launcher/build.ts";
import { checkBoundaries } from "./boundaries.ts";
import { ensureBrowser } from "./browser.ts";
import { endPrograms, ROOT, runProgram } from "./run-program.ts";

/**
 * npm test: every stage in turn, each with its title and time; a stage that fails shows what it said, and the ones
 * that don't depend on it go on. A stage that is no test runner counts as one test. Names as arguments choose
 * stages: `npm test -- unit lint`.
 */
type Outcome = { readonly passed: number; readonly failed: number; readonly output: string };
type Stage = {
  readonly name: string;
  readonly title: string;
  readonly needs?: string;
  readonly run: () => Promise<Outcome>;
};

const scratch = mkdtempSync(join(tmpdir(), "kw-test-"));

const one = (ok: boolean, output: string): Outcome => ({ passed: ok ? 1 : 0, failed: ok ? 0 : 1, output });

const tool =
  (program: string, args: readonly string[], minutes = 5) =>
  async (): Promise<Outcome> => {
    const { code, output } = await runProgram(program, args, minutes);
    return one(code === 0, output);
  };

const vitest = (project: string, minutes: number) => async (): Promise<Outcome> => {
  const file = join(scratch, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { code, output } = await runProgram("vitest", ["run", "--project", project, ...reporters], minutes);
  const report = readJson<{
    numPassedTests: number;
    numFailedTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  }>(file);
  if (report === null) return one(false, output);
  const brokenFiles = report.testResults.filter(
    (result) => result.status === "failed" && result.assertionResults.length === 0,
  );
  return counted(report.numPassedTests, report.numFailedTests + brokenFiles.length, code, output);
};

const playwright = (project: string, minutes: number) => async (): Promise<Outcome> => {
  const file = join(scratch, `playwright-${project}.json`);
  const { code, output } = await runProgram(
    "playwright",
    ["test", "--project", project, "--reporter=line,json"],
    minutes,
    { PLAYWRIGHT_JSON_OUTPUT_NAME: file },
  );
  const report = readJson<{ stats: { expected: number; unexpected: number; flaky: number } }>(file);
  if (report === null) return one(false, output);
  // A test that passed only when tried again has failed once too often.
  return counted(report.stats.expected, report.stats.unexpected + report.stats.flaky, code, output);
};

/** A runner that found nothing wrong and still ends badly has failed at something it doesn't count. */
function counted(passed: number, failed: number, code: number | null, output: string): Outcome {
  return { passed, failed: failed === 0 && (code !== 0 || passed === 0) ? 1 : failed, output };
}

function readJson<T>(file: string): T | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as T;
  } catch {
    return null;
  }
}

async function buildForTests(): Promise<Outcome> {
  process.env.KEYWARDEN_TEST_BUILD = "1";
  try {
    await ensureBuilt(
      ROOT,
      ".next-test",
      () => {},
      () => {},
    );
    return one(true, "");
  } catch (error) {
    return one(false, (error as Error).message);
  }
}

const stages: readonly Stage[] = [
  { name: "types", title: "Types", run: tool("tsc", ["--noEmit", "-p", "."]) },
  {
    name: "lint",
    title: "Format and lint",
    run: tool("biome", ["ci", "--colors=off", "--max-diagnostics=200", "."]),
  },
  {
    name: "promises",
    title: "Promises nobody awaits",
    run: tool("oxlint", ["--type-aware", "--deny-warnings", ".", ".ci"]),
  },
  {
    name: "boundaries",
    title: "Boundaries of the house",
    run: async () => checkBoundaries().then(({ ok, output }) => one(ok, output)),
  },
  { name: "dead", title: "Code nobody uses", run: tool("knip", ["--no-progress"]) },
  { name: "unit", title: "Unit tests", run: vitest("unit", 10) },
  { name: "integration", title: "Integration tests on PostgreSQL", run: vitest("integration", 15) },
  { name: "build", title: "Build", run: buildForTests },
  {
    name: "browser",
    title: "A browser for the tests",
    run: async () => ensureBrowser().then((line) => one(line === null, line ?? "")),
  },
  { name: "e2e", title: "End to end in the browser", needs: "build", run: playwright("browser", 30) },
  { name: "launcher", title: "Launcher", needs: "build", run: playwright("launcher", 20) },
];

async function main(): Promise<number> {
  const chosen = process.argv.slice(2);
  const unknown = chosen.find((name) => !stages.some((stage) => stage.name === name));
  if (unknown !== undefined) {
    process.stderr.write(
      `There is no stage ${JSON.stringify(unknown)}: expected ${stages.map(({ name }) => name).join(", ")}.\n`,
    );
    return 2;
  }
  let passed = 0;
  let failed = 0;
  const broken = new Set<string>();
  for (const stage of stages.filter(({ name }) => chosen.length === 0 || chosen.includes(name))) {
    const startedAt = Date.now();
    const outcome = broken.has(stage.needs ?? "")
      ? one(false, `not run, because the stage "${stage.needs}" failed`)
      : await stage.run().catch((error: Error) => one(false, error.stack ?? error.message));
    passed += outcome.passed;
    failed += outcome.failed;
    if (outcome.failed > 0) broken.add(stage.name);
    const took = `${((Date.now() - startedAt) / 1000).toFixed(1)} s`;
    const count =
      outcome.passed + outcome.failed > 1
        ? `, ${outcome.passed} passed${outcome.failed > 0 ? `, ${outcome.failed} failed` : ""}`
        : "";
    process.stdout.write(`${outcome.failed > 0 ? "✗" : "✓"} ${stage.title} (${took}${count})\n`);
    if (outcome.failed > 0) process.stdout.write(`${outcome.output.trimEnd().replace(/^/gm, "    ")}\n`);
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed === 0 ? 0 : 1;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    endPrograms();
    process.exit(1);
  });
}
process.on("exit", () => rmSync(scratch, { recursive: true, force: true }));
process.exitCode = await main();
