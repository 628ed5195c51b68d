import { expect, it } from "vitest";
import { listAuditInput } from "#lib/audit/contract.ts";
import { auditFields, barHref, eventHref, readAuditList } from "./audit-filters.ts";

const MARA = "01a1e960-d600-7000-8c33-1d824b27e2fa";
const ORG = "01a1e960-d600-7000-8c33-1d824b27e2fb";
const choices = {
  actors: [
    { id: MARA, kind: "person" as const, name: "Mara" },
    { id: "cli:root", kind: "command" as const, name: "cli:root" },
  ],
  organizations: [{ id: ORG, name: "Halcyon" }],
};
const read = (search: string) => readAuditList(new URLSearchParams(search), choices);

// Guarantee: every chip asks the server for exactly what it says, and the server takes it.
it("reads chips into the server's own filter", () => {
  const asked = read(
    `q=mm&f=action:is:key.issued&f=action:is:key.revoked&f=actor:is:cli:root&f=target:is:k_1&f=org:is:${ORG}` +
      "&f=outcome:is:failure&f=time:after:2026-03-01&f=time:before:2026-04-01&before=50&event=17",
  );
  expect(asked).toEqual({
    filter: {
      text: "mm",
      action: ["key.issued", "key.revoked"],
      actor: ["cli:root"],
      target: ["k_1"],
      org: [ORG],
      outcome: "failure",
      from: "2026-03-01T00:00:00.000Z",
      to: "2026-03-31T23:59:59.999Z",
    },
    before: 50,
    event: 17,
    impossible: false,
  });
  expect(listAuditInput.safeParse({ filter: asked.filter, before: asked.before }).success).toBe(true);
});

// Guarantee: what can't be understood asks nothing, and the rest still applies.
it("leaves out what it can't understand", () => {
  expect(
    read("f=action:is:key.painted&f=time:after:yesterday&f=outcome:is:success&before=x&event=last"),
  ).toEqual({
    filter: { outcome: "success" },
    event: null,
    impossible: false,
  });
  expect(read("f=outcome:is:success&f=outcome:is:failure").filter).toEqual({});
  expect(read("q=%00").impossible).toBe(true);
});

it("opens an event by number, as people write it, and by id", () => {
  expect(read("event=3,907,114").event).toBe(3_907_114);
  expect(read(`event=${MARA.toUpperCase()}`).event).toBe(MARA);
});

it("takes the narrower of two times", () => {
  const { filter } = read(
    "f=time:after:2026-03-01&f=time:after:2026-03-05T10:00Z&f=time:before:2026-03-09&f=time:before:2026-03-07",
  );
  expect(filter).toEqual({ from: "2026-03-05T10:00:00.000Z", to: "2026-03-06T23:59:59.999Z" });
});

// Guarantee: a bar leads to its own events, and to no page or event that was open before.
it("leads from a bar to its hour or day, keeping the other chips", () => {
  const params = new URLSearchParams("q=mm&f=action:is:key.issued&f=time:after:2026-01-01&before=5&event=3");
  const day = new URLSearchParams(barHref(params, Date.parse("2026-03-03T00:00:00Z"), "day").split("?")[1]);
  expect([...day]).toEqual([
    ["q", "mm"],
    ["f", "action:is:key.issued"],
    ["f", "time:after:2026-03-03"],
    ["f", "time:before:2026-03-04"],
  ]);
  const hour = barHref(params, Date.parse("2026-03-03T23:00:00Z"), "hour");
  expect(read(hour.split("?")[1] ?? "").filter).toMatchObject({
    from: "2026-03-03T23:00:00.000Z",
    to: "2026-03-03T23:59:59.999Z",
  });
});

it("opens and closes an event without losing the list's place", () => {
  expect(eventHref({ q: "mm", before: "50" }, 7)).toBe("/audit?q=mm&before=50&event=7");
  expect(eventHref(new URLSearchParams("q=mm&event=7"), null)).toBe("/audit?q=mm");
});

it("offers every action and everybody who ever acted", () => {
  const fields = auditFields(choices);
  expect(fields.map(({ id }) => id)).toEqual(["action", "actor", "org", "target", "outcome", "time"]);
});
