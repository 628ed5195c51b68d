import type { Err } from "#lib/kernel/result.ts";

/** Ends the command with a line on stderr and nothing on stdout: 1 = refused or failed, 2 = wrong usage. */
export class Exit extends Error {
  readonly exitCode: 1 | 2;
  constructor(exitCode: 1 | 2, line: string) {
    super(line);
    this.name = "Exit";
    this.exitCode = exitCode;
  }
}

export const refused = (line: string) => new Exit(1, line);
export const wrongUsage = (line: string) => new Exit(2, line);

/** What each field of a contract is called on the command line. */
const FLAGS: Readonly<Record<string, string>> = {
  ceiling: "--ceiling",
  constraints: "--constraint",
  email: "--email",
  env: "--env",
  expiresIn: "--expires-in",
  ips: "--ip",
  keyId: "ID",
  kind: "--kind",
  name: "--name",
  orgId: "--org",
  overlap: "--overlap",
  profile: "--profile",
  publicKey: "--public-key",
  reason: "--reason",
  scopes: "--scope",
  tier: "--tier",
};
/** The usage line spells their values out: another one is wrong usage, not a refusal. */
const SPELT_OUT = new Set(["kind", "env", "profile"]);

/** The first wrong field by its flag: `--ip: "10.0.0" is no network …`; null when it is no flag's. */
function flagLine(fields: Readonly<Record<string, string>>): string | null {
  const [first] = Object.entries(fields);
  const flag = FLAGS[first?.[0].split(".")[0] ?? ""];
  return first === undefined || flag === undefined ? null : `${flag}: ${first[1]}`;
}

/** A contract refused the arguments before anything was asked of the database. */
export function invalidArguments(fields: Readonly<Record<string, string>>): Exit {
  const name = Object.keys(fields)[0]?.split(".")[0] ?? "";
  const line = flagLine(fields) ?? Object.values(fields)[0] ?? "the arguments are not understood";
  return SPELT_OUT.has(name) ? wrongUsage(line) : refused(line);
}

/** A domain function refused. A missing public key is the one refusal that the contract counts as wrong usage. */
export function refusalOf(error: Err<string>): Exit {
  const line = flagLine(error.fields ?? {}) ?? error.detail ?? error.code;
  return error.code === "public_key_needed" ? wrongUsage(line) : refused(line);
}
