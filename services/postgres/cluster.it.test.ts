import pg from "pg";
import { expect, inject, it } from "vitest";

const admin = () => {
  const { host, port, user, password } = inject("postgres");
  return { host, port, user, password, database: "postgres" };
};

async function ask(config: pg.ClientConfig, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

// Guarantee: what the house writes in any language folds its case, on every PostgreSQL it runs on.
it("stores UTF-8 and folds the case of letters beyond ASCII", async () => {
  expect(await ask(admin(), "select lower('ÄÇ') as low, getdatabaseencoding() as encoding")).toEqual([
    { low: "äç", encoding: "UTF8" },
  ]);
});

// Guarantee: the embedded server has no network door, and its local one asks everybody for a password.
it("listens on its socket alone and trusts nobody", async () => {
  expect(await ask(admin(), "show listen_addresses")).toEqual([{ listen_addresses: "" }]);
  expect(await ask(admin(), "select distinct type, auth_method from pg_hba_file_rules")).toEqual([
    { type: "local", auth_method: "scram-sha-256" },
  ]);
  await expect(ask({ ...admin(), password: "wrong" }, "select 1")).rejects.toMatchObject({ code: "28P01" });
});
