import { stringify } from "yaml";
import { EXCHANGE_NAME } from "./exchange.ts";

/** Where the demo's upstreams listen, on loopback. */
export type DemoPorts = { readonly exchange: number; readonly chain: number };

const api = (method: string, path: string, scope: string | null, cost?: number) => ({
  method,
  path: `/api/v3/${path}`,
  scope,
  ...(cost === undefined ? {} : { cost }),
});

const rpc = (method: string, scope: string, cost?: number) => ({
  method,
  scope,
  ...(cost === undefined ? {} : { cost }),
});

/** The demo's configuration as `keywarden apply` reads it (YAML): two upstreams, three limits, two tiers. */
export function demoConfiguration(ports: DemoPorts): string {
  return stringify({
    apiVersion: "keywarden/v1",
    upstreams: [
      {
        name: EXCHANGE_NAME,
        kind: "http",
        url: `http://127.0.0.1:${ports.exchange}`,
        match: { pathPrefix: "/exchange" },
        routes: [
          api("GET", "time", null),
          api("GET", "exchangeInfo", null),
          api("GET", "depth", "market:read", 2),
          api("GET", "ticker", "market:read"),
          api("GET", "trades", "market:read", 2),
          api("GET", "account", "account:read", 10),
          api("GET", "myTrades", "trade:read", 5),
          api("GET", "openOrders", "trade:read", 3),
          api("GET", "order", "trade:read"),
          api("POST", "order", "trade:write"),
          api("DELETE", "order", "trade:cancel"),
          api("DELETE", "openOrders", "trade:cancel"),
        ],
      },
      {
        name: "ethereum",
        kind: "jsonrpc",
        url: `http://127.0.0.1:${ports.chain}`,
        match: { pathPrefix: "/ethereum" },
        methods: [
          rpc("eth_get*", "chain:read"),
          rpc("eth_chainId", "chain:read"),
          rpc("eth_blockNumber", "chain:read"),
          rpc("eth_call", "chain:read", 5),
          rpc("eth_sendRawTransaction", "chain:broadcast", 10),
        ],
      },
    ],
    strangers: { failures: 60, windowSec: 60 },
    limits: [
      { name: "default", per: "key", quota: 1_200, windowSec: 60, burst: 120 },
      { name: "orders", per: "org", scope: "trade:write", quota: 100, windowSec: 10, burst: 20 },
      { name: "market-making", per: "key", quota: 6_000, windowSec: 60, burst: 600 },
    ],
    tiers: [
      { name: "standard", limits: ["default", "orders"] },
      { name: "market-maker", limits: ["market-making"] },
    ],
  });
}
