import type { Metadata } from "next";
import { Page } from "#components/frame/page.tsx";
import { PageHeader } from "#components/frame/page-header.tsx";
import { QueryFailed } from "#components/identity/query-failed.tsx";
import { LimitsCard } from "#components/policy/limits-card.tsx";
import { UpstreamCard } from "#components/policy/upstream-card.tsx";
import { Card } from "#components/ui/card.tsx";
import { CodeSnippet } from "#components/ui/code-snippet.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { formatCount } from "#components/ui/format.ts";
import { TextLink } from "#components/ui/text-link.tsx";
import { Time } from "#components/ui/time.tsx";
import { requireActor } from "#lib/web/require-actor.ts";
import { configurationQuery } from "./queries.ts";

export const metadata: Metadata = { title: "Upstreams" };

const CHANGE = [
  {
    id: "shell",
    label: "Shell",
    code: [
      "npx keywarden export > keywarden.yaml",
      "npx keywarden apply -f keywarden.yaml --dry-run",
      "npx keywarden apply -f keywarden.yaml",
    ].join("\n"),
  },
];

export default async function UpstreamsPage() {
  await requireActor();
  const found = await configurationQuery({});
  if (!found.ok) {
    return (
      <Page crumbs={[{ label: "Upstreams" }]}>
        <PageHeader title="Upstreams" />
        <QueryFailed what="The configuration" error={found} retryHref="/upstreams" />
      </Page>
    );
  }
  const { number, configuration, appliedAt, appliedBy, scopes, gates } = found.value;
  const routes = configuration.upstreams.reduce(
    (sum, upstream) => sum + (upstream.kind === "http" ? upstream.routes.length : upstream.methods.length),
    0,
  );
  return (
    <Page crumbs={[{ label: "Upstreams" }]}>
      <PageHeader
        title="Upstreams"
        sentence="Where the gate forwards to, and what each route asks of a key. What no route names is refused."
        meta={
          number === 0
            ? []
            : [
                `Configuration ${number}`,
                <span key="at">
                  applied <Time at={appliedAt} /> by {appliedBy}
                </span>,
                `held by ${gates.confirmed} of ${formatCount(gates.total, "gate")}`,
                <TextLink key="history" href="/audit?f=action:is:configuration.applied">
                  History
                </TextLink>,
              ]
        }
      />
      {configuration.upstreams.length === 0 ? (
        <Card>
          <Empty title="No upstreams yet.">
            The gate refuses every request until a configuration names one. Write it as YAML, look at the
            plan, apply it: the lines are below.
          </Empty>
        </Card>
      ) : (
        <div className="grid gap-4">
          <p className="text-ink-3 text-small">
            {formatCount(configuration.upstreams.length, "upstream")} · {formatCount(routes, "route")}
          </p>
          {configuration.upstreams.map((upstream) => (
            <UpstreamCard key={upstream.name} upstream={upstream} scopes={scopes} />
          ))}
          <LimitsCard
            limits={configuration.limits}
            tiers={configuration.tiers}
            strangers={configuration.strangers}
          />
        </div>
      )}
      <div className="mt-4">
        <Card title="Change the configuration">
          <p className="mb-3 text-body text-ink-2">
            The file is the whole configuration: applying it replaces what is in force, in one step, at every
            gate, without a restart. The plan marks each line that lets more through.
          </p>
          <CodeSnippet label="Commands" samples={CHANGE} />
        </Card>
      </div>
    </Page>
  );
}
