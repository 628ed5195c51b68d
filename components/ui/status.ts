/** The only words for states, by the thing they are said of, and the tone each is shown in. */
export const STATUS_WORDS = {
  key: {
    Active: "ok",
    "Awaiting approval": "info",
    Rotating: "info",
    "Secret not claimed": "info",
    Suspended: "warn",
    Ending: "warn",
    Expired: "bad",
    Leaked: "bad",
    Dormant: "mute",
    Revoked: "mute",
    Draft: "mute",
  },
  version: { Current: "ok", Staged: "info", Ending: "warn", Ended: "mute", Lapsed: "mute" },
  request: { Allowed: "ok", "Would block": "warn", Denied: "bad" },
  approval: {
    Approved: "ok",
    Waiting: "info",
    "Expires soon": "warn",
    Rejected: "bad",
    Withdrawn: "mute",
    Expired: "mute",
  },
  alert: {
    Closed: "ok",
    Acknowledged: "info",
    "Open, medium": "warn",
    "Open, high": "bad",
    Silenced: "mute",
  },
  system: {
    Intact: "ok",
    Healthy: "ok",
    "Catching up": "info",
    Degraded: "warn",
    Stale: "warn",
    Broken: "bad",
    Down: "bad",
    Off: "mute",
  },
} as const;

export type Tone = "ok" | "info" | "warn" | "bad" | "mute";
export type StatusThing = keyof typeof STATUS_WORDS;
export type StatusWord<T extends StatusThing> = Extract<keyof (typeof STATUS_WORDS)[T], string>;

/** The tone of a word; the compiler refuses a word that its thing does not have. */
export function toneOf<T extends StatusThing>(thing: T, word: StatusWord<T>): Tone {
  return (STATUS_WORDS[thing] as Record<string, Tone>)[word] ?? "mute";
}
