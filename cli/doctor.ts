import { Command } from "commander";
import type { Env } from "#lib/kernel/env.ts";
import type { Check } from "./doctor-checks.ts";
import { Exit } from "./exit.ts";
import { failureLine } from "./failure-line.ts";
import { readEnv, withInstallation } from "./installation.ts";
import { wantsJson } from "./options.ts";
import { note, printJson, printText } from "./print.ts";

const FAILING: ReadonlySet<string> = new Set(["Degraded", "Down"]);

export function doctorCommand(): Command {
  return new Command("doctor")
    .description("look at everything an installation needs, and say what to do about what is wrong")
    .action(async (_: unknown, command: Command) => {
      const env = readEnv();
      const { checkDataDir, checkPorts, checkSecrets } = await import("./doctor-checks.ts");
      const checks = [
        checkDataDir(env),
        ...checkSecrets(env),
        ...(await checkInside(env)),
        ...(await checkPorts(env)),
      ];
      const failing = checks.filter(({ state }) => FAILING.has(state)).length;
      const report = wantsJson(command) ? JSON.stringify({ ok: failing === 0, checks }) : text(checks);
      if (failing === 0) return wantsJson(command) ? printJson(JSON.parse(report)) : printText(report);
      // What fails prints nothing on stdout.
      note(report);
      throw new Exit(1, `${failing} of ${checks.length} checks failed; what to do stands above.`);
    });
}

/** What the database and the machine tell; without a database, what the machine tells alone. */
async function checkInside(env: Env): Promise<Check[]> {
  try {
    return await withInstallation(async ({ actor, read }) => {
      const { checkHealth } = await import("#lib/health/check-health.ts");
      const { checkSchema } = await import("./doctor-checks.ts");
      const { checks } = await read("health.read", (tx) => checkHealth(tx, actor, env));
      return [...checks, await read("health.read", checkSchema)];
    });
  } catch (error) {
    const machine = await import("#lib/health/check-machine.ts");
    return [
      {
        id: "database",
        title: "Database",
        state: "Down",
        detail: failureLine(error),
        remedy: `Start it: npm start. If it does not come up, see ${env.dataDir}/log/postgres.log.`,
      },
      machine.checkCertificate(env, Date.now()),
      machine.checkKeyEncryptionKey(env),
      machine.checkDisk(env),
    ];
  }
}

function text(checks: readonly Check[]): string {
  const width = Math.max(...checks.map(({ title }) => title.length));
  return checks
    .flatMap(({ title, state, detail, remedy }) => {
      const mark = state === "Healthy" ? "ok  " : state === "Catching up" ? "wait" : "FAIL";
      const line = `${mark}  ${title.padEnd(width)}  ${detail}`;
      return remedy === null ? [line] : [line, `${" ".repeat(width + 8)}→ ${remedy}`];
    })
    .join("\n");
}
