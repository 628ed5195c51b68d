import { fieldLabel } from "./describe-change.ts";

/** Where the personal values of every entry belong, as JSON Pointers into it. */
export const PATHS = {
  actorName: "/data/actor/user/name",
  actorEmail: "/data/actor/user/email_addr",
  ip: "/data/src_endpoint/ip",
  userAgent: "/data/http_request/user_agent",
} as const;

const LABELS: Readonly<Record<string, string>> = {
  [PATHS.actorName]: "Actor's name",
  [PATHS.actorEmail]: "Actor's e-mail",
  [PATHS.ip]: "Address",
  [PATHS.userAgent]: "Browser",
  "/data/unmapped/target/name": "Target's name",
};

/** What the value at a pointer is, in words. */
export function personalLabel(path: string): string {
  const known = LABELS[path];
  if (known !== undefined) return known;
  const [place = "", field = ""] = path.split("/").slice(-2);
  return place === "details" ? fieldLabel(field) : `${fieldLabel(field)} ${place}`;
}
