/** A host and a port as one request may name them: no user, no path, no spaces. */
const AUTHORITY = /^(\[[0-9a-f:.]+\]|[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{1,5}))?$/;
const CACHED_MAX = 1_024;

export type Authority = "malformed" | "unknown" | { readonly hostname: string };

/** Which Host values are this gate's. */
export class Authorities {
  readonly #own: ReadonlySet<string>;
  readonly #port: string;
  readonly #hasHost: (hostname: string) => boolean;
  readonly #cache = new Map<string, Authority>();

  /**
   * @param origins those that the gate goes by, such as `https://localhost:8443`.
   * @param port its own, which may be left out or not with the names it goes by.
   * @param hasHost whether the configuration in force routes by that host name.
   */
  constructor(origins: readonly string[], port: number, hasHost: (hostname: string) => boolean) {
    this.#own = new Set(origins.map((origin) => new URL(origin).host));
    this.#port = String(port);
    this.#hasHost = hasHost;
  }

  /** Judges the value of a request's one Host header. */
  find(host: string): Authority {
    const known = this.#cache.get(host);
    if (known !== undefined) return known;
    const found = this.#judge(host.toLowerCase());
    if (this.#cache.size < CACHED_MAX) this.#cache.set(host, found);
    return found;
  }

  /** To be called when the configuration changes. */
  forget(): void {
    this.#cache.clear();
  }

  #judge(host: string): Authority {
    const match = AUTHORITY.exec(host);
    if (match === null) return "malformed";
    const [, hostname = "", port] = match;
    const authority = port === undefined || port === "443" ? hostname : host;
    if (this.#own.has(authority) || (port === undefined && this.#own.has(`${hostname}:${this.#port}`))) {
      return { hostname };
    }
    const portFits = port === undefined || port === "443" || port === this.#port;
    return portFits && this.#hasHost(hostname) ? { hostname } : "unknown";
  }
}
