export type PolicyFacts = {
  readonly nonce: string;
  /** Whether people reach the console by TLS. */
  readonly tls: boolean;
  /** `next dev` evaluates code and injects styles; a build never does. */
  readonly development: boolean;
};

/**
 * The content security policy of one answer. Nothing is allowed but this console's own files, and scripts only with
 * the nonce of this answer or loaded by one that has it.
 */
export function contentSecurityPolicy({ nonce, tls, development }: PolicyFacts): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    `style-src 'self' ${development ? "'unsafe-inline'" : `'nonce-${nonce}'`}`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(tls ? ["upgrade-insecure-requests"] : []),
  ].join("; ");
}

/** What every answer of the console says besides its policy. */
export function securityHeaders(tls: boolean): Readonly<Record<string, string>> {
  return {
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy":
      "camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=(), publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self)",
    ...(tls ? { "strict-transport-security": "max-age=63072000; includeSubDomains" } : {}),
  };
}
