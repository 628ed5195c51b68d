export type Ready = {
  readonly ready: true;
  readonly console: string;
  readonly gateway: string;
  readonly authz: string | null;
  readonly internal: string;
  readonly dataDir: string;
  readonly enrolment: string | null;
};

/** What a person reads once everything runs. */
export function summary(ready: Ready, caFile: string | null, demo: boolean): string {
  const rows: [string, string][] = [
    ["Console", ready.console],
    ["Gate", caFile === null ? ready.gateway : `${ready.gateway}   trust ${caFile}`],
    ["Internal", `${ready.internal}   /healthz /readyz /metrics`],
    ["Data", ready.dataDir],
    ...(demo
      ? [["Demo", `${ready.dataDir}/demo   keys to try, see docs/guides/client.md`] as [string, string]]
      : []),
  ];
  const table = rows.map(([name, value]) => `  ${name.padEnd(10)}${value}`);
  const enrolment =
    ready.enrolment === null
      ? []
      : ["", "  No owner yet. Become the owner here (15 minutes, works once):", `  ${ready.enrolment}`];
  return [
    "",
    "Keywarden is running.",
    "",
    ...table,
    ...enrolment,
    "",
    "  Ctrl-C stops all of it; the next npm start finds the data again.",
    "",
  ].join("\n");
}
