import { Card } from "#components/ui/card.tsx";
import { DataTable } from "#components/ui/data-table.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { formatNumber } from "#components/ui/format.ts";
import { ScopeLabel } from "#components/ui/risk.tsx";
import { Tag } from "#components/ui/status-badge.tsx";
import type { TableColumn, TableRow } from "#components/ui/table-column.ts";
import { riskOf, type Scope } from "#lib/keys/scopes.ts";
import type { Route, RpcMethod, Upstream } from "#lib/policy/contract.ts";

const COLUMNS: TableColumn[] = [
  { id: "route", header: "Route" },
  { id: "scope", header: "Scope it asks for", card: 2, width: 288 },
  { id: "words", header: "In words", from: "lg", wrap: true, width: 240 },
  { id: "cost", header: "Cost", align: "right", card: 3, cardLabel: true, width: 96 },
];

const PROFILE_WORDS = { bearer: "Bearer", rfc9421: "RFC 9421" } as const;

type Props = { readonly upstream: Upstream; readonly scopes: readonly Scope[] };

/** One upstream: how requests reach it, and each of its routes with what it asks of a key. */
export function UpstreamCard({ upstream, scopes }: Props) {
  const catalogue = new Map(scopes.map((scope) => [scope.id, scope]));
  const rows =
    upstream.kind === "http"
      ? upstream.routes.map((route) => row(`${route.method} ${route.path}`, route, catalogue))
      : upstream.methods.map((method) => row(method.method, method, catalogue));
  return (
    <Card
      title={upstream.name}
      corner={
        <>
          <Tag tone="mute">{upstream.kind === "http" ? "HTTP" : "JSON-RPC"}</Tag>
          <Tag tone={upstream.env === "live" ? "mute" : "info"}>
            {upstream.env === "live" ? "Live" : "Test"}
          </Tag>
        </>
      }
      flush
    >
      <dl className="grid gap-x-8 gap-y-1 border-line border-b px-4 py-3 text-small md:grid-cols-[repeat(4,auto)] md:justify-start">
        <Fact
          label="Reached at"
          value={"host" in upstream.match ? upstream.match.host : upstream.match.pathPrefix}
        />
        <Fact label="Forwards to" value={upstream.url} />
        <Fact
          label="Signatures"
          value={upstream.profiles.map((profile) => PROFILE_WORDS[profile]).join(", ")}
        />
        <Fact label="Window" value={`${upstream.windowMs / 1000} s`} />
      </dl>
      <DataTable
        id={`routes-${upstream.name}`}
        caption={`Routes of ${upstream.name}`}
        columns={COLUMNS}
        rows={rows}
        framed={false}
        empty={<Empty title="No routes: everything sent here is refused." />}
      />
    </Card>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <div className="min-w-0">
      <dt className="text-ink-3">{label}</dt>
      <dd className="break-all font-mono text-ink">{value}</dd>
    </div>
  );
}

function row(
  name: string,
  { scope, cost }: Route | RpcMethod,
  catalogue: ReadonlyMap<string, Scope>,
): TableRow {
  return {
    id: name,
    name,
    mono: true,
    cells: {
      scope:
        scope === null ? (
          <span className="text-ink-3">Public, no key</span>
        ) : (
          <ScopeLabel scope={scope} risk={riskOf(scope, catalogue)} />
        ),
      words: scope === null ? "Anybody may call it" : (catalogue.get(scope)?.name ?? scope),
      cost: formatNumber(cost),
    },
  };
}
