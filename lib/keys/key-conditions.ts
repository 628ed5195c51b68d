import { and, type SQL, sql } from "drizzle-orm";
import { DAY_MS } from "#lib/kernel/duration.ts";
import type { KeyFilter } from "./contract.ts";
import type { Risk, ScopeCatalogue } from "./scopes.ts";

/** The aliases that list queries give their tables: k (api_keys), o (organizations), p (persons: who issued it). */

type Choice = { readonly op: "is" | "is_not"; readonly values: readonly string[] };

/** What a filter asks, as conditions on the key `k`. `now` decides what is expired. */
export function keyConditions(filter: KeyFilter, catalogue: ScopeCatalogue, now: Date): SQL {
  const at = now.toISOString();
  const found: SQL[] = [];
  const add = (condition: SQL | "" | undefined) => {
    if (condition) found.push(condition);
  };
  add(filter.text && textCondition(filter.text));
  add(filter.org && oneOf(sql`k.org_id::text`, filter.org));
  add(filter.status && oneOf(statusText(at), filter.status));
  add(filter.kind && oneOf(sql`k.kind`, filter.kind));
  add(filter.env && oneOf(sql`k.env`, filter.env));
  add(filter.risk && riskCondition(filter.risk, catalogue));
  add(filter.networks && (filter.networks === "any" ? sql`k.ips is null` : sql`k.ips is not null`));
  if (filter.expiresWithinDays !== undefined) {
    const until = new Date(now.getTime() + filter.expiresWithinDays * DAY_MS).toISOString();
    add(sql`k.status <> 'revoked' and k.expires_at > ${at} and k.expires_at <= ${until}`);
  }
  add(filter.createdAfter && sql`k.created_at >= ${new Date(filter.createdAfter).toISOString()}`);
  add(filter.rotating && sql`(k.status = 'active' and k.expires_at > ${at} and ${rotating(at)})`);
  return and(sql`true`, ...found) as SQL;
}

/** What the key is now, in SQL: the same order as `statusOf`. */
function statusText(at: string): SQL {
  return sql`case when k.status = 'revoked' then 'revoked' when k.expires_at <= ${at} then 'expired' else k.status end`;
}

/** A version that ends is there beside the current one. */
export function rotating(at: string): SQL {
  return sql`exists (select 1 from key_versions v where v.key_id = k.id and v.org_id = k.org_id and v.valid_until > ${at})`;
}

function oneOf(expression: SQL, { op, values }: Choice): SQL {
  const among = sql`(${expression}) = any(${sql.param([...values])}::text[])`;
  return op === "is" ? among : sql`not (${among})`;
}

/** By the highest of the key's scopes; one that the catalogue no longer knows counts as transfer. */
function riskCondition({ op, values }: Choice, catalogue: ScopeCatalogue): SQL {
  const upTo = (...risks: Risk[]) =>
    sql.param([...catalogue.values()].filter(({ risk }) => risks.includes(risk)).map(({ id }) => id));
  const highest = sql`case when k.scopes <@ ${upTo("read")}::text[] then 'read' when k.scopes <@ ${upTo("read", "trade")}::text[] then 'trade' else 'transfer' end`;
  return oneOf(highest, { op, values });
}

/** Names, ids, organization, issuer and networks; a whole address or network also finds the networks that hold it. */
function textCondition(text: string): SQL {
  const like = `%${text.replaceAll(/[\\%_]/g, "\\$&")}%`;
  const places = [
    sql`k.name`,
    sql`k.id`,
    sql`o.name`,
    sql`k.created_by`,
    sql`p.name`,
    sql`array_to_string(k.ips, ' ')`,
  ];
  const conditions = places.map((place) => sql`${place} ilike ${like}`);
  if (isNetwork(text)) {
    conditions.push(sql`exists (select 1 from unnest(k.ips) as n where n::inet >>= ${text}::inet)`);
  }
  return sql`(${sql.join(conditions, sql` or `)})`;
}

/** Only what PostgreSQL's inet surely reads: a whole IPv4 or IPv6 address, with or without a prefix. */
function isNetwork(text: string): boolean {
  return (
    /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.|(?=\/|$))){4}(?:\/(?:3[0-2]|[12]?\d))?$/.test(text) || isIpv6(text)
  );
}

function isIpv6(text: string): boolean {
  const [address = "", prefix = "128", ...rest] = text.split("/");
  const wellFormed = /^[0-9a-f:]{2,39}$/i.test(address) && URL.canParse(`http://[${address}]/`);
  return wellFormed && rest.length === 0 && /^\d{1,3}$/.test(prefix) && Number(prefix) <= 128;
}
