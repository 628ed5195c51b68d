import { DrizzleQueryError } from "drizzle-orm";
import { expect, it } from "vitest";
import { errorFacts } from "./error-facts.ts";

const SECRET = "kw_live_secret";

// Guarantee: no value that went into a statement gets into the log, by whatever part of the error it travels.
it("keeps parameter values out", () => {
  const cause = Object.assign(new Error(`duplicate key (${SECRET})`), {
    code: "23505",
    detail: `Key (email)=(${SECRET}) already exists.`,
    constraint: "persons_email",
    table: "persons",
  });
  const facts = errorFacts(new DrizzleQueryError("insert into persons values ($1)", [SECRET], cause));
  expect(JSON.stringify(facts)).not.toContain(SECRET);
  expect(facts).toMatchObject({
    code: "23505",
    constraint: "persons_email",
    table: "persons",
    query: "insert into persons values ($1)",
  });
});

it("keeps messages out, also of several lines, and of what is no error", () => {
  expect(JSON.stringify(errorFacts(new Error(`first\n    at ${SECRET}\nlast ${SECRET}`)))).not.toContain(
    SECRET,
  );
  expect(JSON.stringify(errorFacts(new TypeError(`bad ${SECRET}`)))).not.toContain(SECRET);
  expect(errorFacts(SECRET)).toEqual({ name: "string", at: [] });
});

it("names where it happened", () => {
  expect(errorFacts(new RangeError("x")).at[0]).toContain("error-facts.test.ts");
});
