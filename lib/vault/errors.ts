export type VaultErrorCode =
  | "kek_unknown"
  | "kek_unreadable"
  | "kek_exposed"
  | "kek_wrong"
  | "sealed_malformed"
  | "sealed_refused";

/** A broken installation or stored bytes that aren't what was written: nothing a caller's input can bring about. */
export class VaultError extends Error {
  readonly code: VaultErrorCode;
  constructor(code: VaultErrorCode, message: string) {
    super(message);
    this.name = "VaultError";
    this.code = code;
  }
}
