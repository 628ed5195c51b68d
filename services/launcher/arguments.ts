import { StartRefused } from "./refusal.ts";

export type Options = { readonly json: boolean; readonly demo: boolean };

/** @throws {StartRefused} for anything but --json and --demo. */
export function readArguments(args: readonly string[]): Options {
  const unknown = args.find((arg) => arg !== "--json" && arg !== "--demo");
  if (unknown !== undefined)
    throw new StartRefused(
      `${JSON.stringify(unknown)} is no option of npm start: expected --json or --demo.`,
    );
  return { json: args.includes("--json"), demo: args.includes("--demo") };
}
