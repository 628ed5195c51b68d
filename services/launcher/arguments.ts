import { StartRefused } from "./refusal.ts";

export type Options = { readonly json: boolean; readonly demo: boolean };

/** @throws {StartRefused} for anything but --json and --demo, and for a --demo that npm took for its own. */
export function readArguments(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>> = {},
): Options {
  const demo = args.includes("--demo");
  if (env.npm_config_demo === "true" && !demo)
    throw new StartRefused("npm took --demo for an option of its own: expected npm start -- --demo.");
  const unknown = args.find((arg) => arg !== "--json" && arg !== "--demo");
  if (unknown !== undefined)
    throw new StartRefused(
      `${JSON.stringify(unknown)} is no option of npm start: expected --json or --demo.`,
    );
  return { json: args.includes("--json"), demo };
}
