import bearerAuth from "@fastify/bearer-auth";
import httpProxy from "@fastify/http-proxy";
import rateLimit from "@fastify/rate-limit";
import fastify from "fastify";
import { serveSubject } from "./subject.ts";

/** What one would put together from a framework's plugins: a bearer key, a limit by key, a proxy. */
const [, , upstream = "", token = ""] = process.argv;
const app = fastify();
await app.register(rateLimit, {
  max: 1_000_000_000,
  timeWindow: 60_000,
  keyGenerator: (request) => request.headers.authorization ?? "",
});
await app.register(bearerAuth, { keys: new Set([token]) });
await app.register(httpProxy, { upstream, prefix: "/exchange", undici: { connections: 256, pipelining: 1 } });
const address = await app.listen({ port: 0, host: "127.0.0.1" });
serveSubject(Number(new URL(address).port));
