/** Set by our own server from the socket (or a trusted proxy) on every request; what a client sent is overwritten. */
export const CLIENT_IP_HEADER = "x-keywarden-client-ip";
/** Set by our own server when the browser fetches a page ahead of a click: nobody has acted. */
export const PREFETCH_HEADER = "x-keywarden-prefetch";
/** Set by proxy.ts; not trusted for anything, it only says where to come back to. */
export const PATH_HEADER = "x-keywarden-path";
