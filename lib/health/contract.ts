/** How one part of the installation is doing; words as in the console's states. */
export type CheckState = "Healthy" | "Catching up" | "Degraded" | "Down";

export type HealthCheck = {
  readonly id: "database" | "log" | "gates" | "certificate" | "key-encryption-key" | "clock" | "disk";
  readonly title: string;
  readonly state: CheckState;
  /** What was seen, in one sentence. */
  readonly detail: string;
  /** What to do about it; null while it is healthy. */
  readonly remedy: string | null;
};

export type HealthReport = {
  readonly checks: readonly HealthCheck[];
  readonly versions: readonly { readonly name: string; readonly version: string }[];
  readonly dataDir: string;
  readonly at: string;
};
