import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { type BrowserContext, expect, type Page, test } from "playwright/test";
import { VirtualAuthenticator } from "./support/passkeys.ts";
import { type Product, startProduct } from "./support/product.ts";
import { axeInBothThemes, enrolOwner, OWNER, shot } from "./support/test.ts";

// One story on a product of its own: signing out everywhere must not reach other tests' owner.
test.describe.configure({ mode: "serial" });

let product: Product;
let context: BrowserContext;
let page: Page;
let device: VirtualAuthenticator;
const url = (path: string) => `${product.consoleUrl}${path}`;
const violations: string[] = [];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  product = await startProduct();
  context = await browser.newContext();
  page = await context.newPage();
  page.on("console", (message) => {
    if (/Content Security Policy|hydrat/i.test(message.text())) violations.push(message.text());
  });
  device = await VirtualAuthenticator.attach(page);
});
test.afterAll(async () => {
  await context.close();
  await product.remove();
});
// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from this pattern
test.afterEach(async ({}, info) => {
  if (info.status !== info.expectedStatus)
    await info.attach("logs", { body: product.logs(), contentType: "text/plain" });
});

async function ask(sql: string, params: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({
    host: join(product.dataDir, "postgres/socket"),
    user: "kw_superuser",
    password: readFileSync(join(product.dataDir, "secrets/db-superuser"), "utf8").trim(),
    database: "keywarden",
  });
  await client.connect();
  try {
    return (await client.query(sql, params)).rows;
  } finally {
    await client.end();
  }
}

/** The device as another one left it: where a copy has counted on, the original would look like a clone. */
async function goOnWith(copy: VirtualAuthenticator): Promise<void> {
  const credentials = await copy.credentials();
  await device.remove();
  device = await VirtualAuthenticator.attach(page);
  await device.add(credentials);
}

async function signIn(on: Page): Promise<void> {
  await on.getByRole("button", { name: "Sign in with a passkey" }).click();
  await on.waitForURL((to) => !to.pathname.startsWith("/sign-in"));
}

async function signOut(): Promise<void> {
  await page.getByRole("button", { name: `Account: ${OWNER.name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in?state=signed-out");
}

test("the link asks for a name, an e-mail and the address before it makes anything", async () => {
  await page.goto(product.enrolmentUrl ?? "");
  await page.getByRole("button", { name: "Create passkey" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "3 fields need a change" })).toBeFocused();
  await axeInBothThemes(page);
  await shot(page, "welcome-errors");
});

test("the link makes an owner with a passkey, and then leads nowhere", async ({ browser }) => {
  await enrolOwner(page, product);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Keep a second way in");
  await axeInBothThemes(page);
  await shot(page, "second-passkey");
  const other = await browser.newContext();
  const elsewhere = await other.newPage();
  await elsewhere.goto(product.enrolmentUrl ?? "");
  await expect(elsewhere.getByRole("heading", { level: 1 })).toHaveText("This link has been used");
  await axeInBothThemes(elsewhere);
  await shot(elsewhere, "link-used");
  await elsewhere.goto(url(`/welcome#${"A".repeat(43)}`));
  await expect(elsewhere.getByRole("heading", { level: 1 })).toHaveText("This link leads nowhere");
  await other.close();
});

test("recovery codes are shown once", async () => {
  await page.getByRole("button", { name: "Make recovery codes" }).click();
  await page.getByRole("button", { name: "Reveal" }).click();
  const codes = ((await page.locator("output").textContent()) ?? "").trim().split("\n");
  expect(codes).toHaveLength(10);
  await shot(page, "recovery-codes");
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Yes, stored" }).click();
  await expect(page.getByText("10 of 10 are left")).toBeVisible();
  await expect(page.getByRole("link", { name: "Continue to setup" })).toBeVisible();
  const html = await page.content();
  for (const code of codes) expect(html).not.toContain(code);
  code = codes[0] ?? "";
});
let code = "";

test("signing out and in again, back to where one was", async () => {
  await page.goto(url("/settings"));
  await axeInBothThemes(page);
  await shot(page, "settings");
  await signOut();
  await axeInBothThemes(page);
  await shot(page, "signed-out");
  await page.goto(url("/settings?tab=1"));
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fsettings%3Ftab%3D1$/);
  await signIn(page);
  await expect(page).toHaveURL(url("/settings?tab=1"));
  await page.goto(url("/sign-in?next=//evil.example"));
  expect(new URL(page.url()).origin).toBe(product.consoleUrl);
});

test("a sign-in without the person's PIN or finger opens nothing", async () => {
  await signOut();
  await device.setVerifies(false);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Nothing was confirmed" })).toBeVisible();
  await device.setVerifies(true);
  await signIn(page);
});

test("a dangerous act asks for the passkey and then goes on by itself", async () => {
  await page.goto(url("/settings"));
  await page.getByRole("button", { name: "Make new recovery codes…" }).click();
  await page.getByRole("button", { name: "Make 10 codes" }).click();
  const asked = page.getByRole("dialog", { name: "Confirm with your passkey" });
  await expect(asked).toBeVisible();
  await axeInBothThemes(page);
  await shot(page, "step-up");
  await asked.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByText("Not confirmed. Nothing was changed.")).toBeVisible();
  await page.getByRole("button", { name: "Make 10 codes" }).click();
  await asked.getByRole("button", { name: "Confirm with passkey" }).click();
  await page.getByRole("button", { name: "Reveal" }).click();
  code = ((await page.locator("output").textContent()) ?? "").trim().split("\n")[0] ?? "";
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Yes, stored" }).click();
});

test("sixty seconds before the idle limit the page warns, then locks in place and keeps what was typed", async () => {
  await page.clock.install();
  await page.goto(url("/settings"));
  await expect(page.getByLabel("Venue's name")).toHaveValue("Venue");
  await page.getByLabel("Venue's name").fill("Aster Exchange");
  const idleFor = (sec: number) =>
    ask("update sessions set last_acted_at = now() - make_interval(secs => $1) where revoked_at is null", [
      sec,
    ]);
  /** The page asks the server when its own timer says so; the answer takes real time. */
  const passes = (seen: () => Promise<void>, idleSec: number) =>
    expect(async () => {
      await idleFor(idleSec);
      await page.clock.fastForward(850_000);
      await seen();
    }).toPass({ timeout: 20_000 });
  const warning = page.getByRole("alert").filter({ hasText: "this page locks" });
  await passes(() => expect(warning).toBeVisible({ timeout: 1_000 }), 850);
  await axeInBothThemes(page);
  await shot(page, "idle-warning");
  await warning.getByRole("button", { name: "Extend" }).click();
  await expect(warning).toBeHidden();
  const lock = page.getByRole("dialog", { name: "Locked" });
  await passes(() => expect(lock).toBeVisible({ timeout: 1_000 }), 901);
  await expect(page.getByLabel("Venue's name")).toBeHidden();
  await expect(lock).toContainText("Nothing was done for 15 minutes");
  await axeInBothThemes(page);
  await shot(page, "locked");
  await page.getByRole("button", { name: "Unlock with passkey" }).click();
  await expect(page.getByLabel("Venue's name")).toHaveValue("Aster Exchange");
  await page.clock.resume();
});

test("an act on an ended sign-in locks the page, and goes through once a passkey opens it", async () => {
  await page.getByLabel("Venue's name").fill("Aster Exchange");
  await ask("update sessions set revoked_at = now(), revoked_by = 'test' where revoked_at is null");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("dialog", { name: "Locked" })).toContainText(
    "Your sign-in was ended from Settings",
  );
  await page.getByRole("button", { name: "Unlock with passkey" }).click();
  await expect(page.getByText("The venue is called Aster Exchange.").first()).toBeVisible();
});

test("signing out everywhere ends every browser's sign-in", async ({ browser }) => {
  const other = await browser.newContext();
  const elsewhere = await other.newPage();
  const copy = await VirtualAuthenticator.attach(elsewhere);
  await copy.add(await device.credentials());
  await elsewhere.goto(url("/sign-in?next=/settings"));
  await signIn(elsewhere);
  await expect(elsewhere.getByRole("list", { name: "Sign-ins" }).getByRole("listitem")).toHaveCount(2);
  await goOnWith(copy);
  await elsewhere.getByLabel("Venue's name").fill("Never saved");
  await page.goto(url("/settings"));
  await page.getByRole("button", { name: "Sign out everywhere…" }).click();
  await shot(page, "sign-out-everywhere");
  await page.getByRole("button", { name: "End 2 sign-ins" }).click();
  await page.waitForURL("**/sign-in?state=everywhere");
  // The page locks when it hears of it: by itself, or at the latest when somebody acts.
  const locked = elsewhere.getByRole("dialog", { name: "Locked" });
  const save = elsewhere.getByRole("button", { name: "Save" });
  await expect(locked.or(save)).toBeVisible();
  if (await save.isVisible()) await save.dispatchEvent("click");
  await expect(locked).toBeVisible();
  expect(await ask("select 1 from organizations where name = 'Never saved'")).toEqual([]);
  await elsewhere.goto(url("/settings"));
  await expect(elsewhere).toHaveURL(/\/sign-in\?next=/);
  await other.close();
});

test("a recovery code lets in whoever lost the passkey, to make another and nothing else", async () => {
  await device.remove();
  await page.goto(url("/sign-in/recovery-code"));
  await axeInBothThemes(page);
  await shot(page, "recovery-code");
  await page.getByLabel("Recovery code").fill(code.toLowerCase());
  await page.getByRole("button", { name: "Use the code" }).click();
  await page.waitForURL("**/recover");
  await axeInBothThemes(page);
  await shot(page, "recover");
  await page.goto(url("/settings"));
  await expect(page).toHaveURL(url("/recover"));
  device = await VirtualAuthenticator.attach(page);
  await page.getByRole("button", { name: "Add passkey" }).click();
  await page.waitForURL("**/sign-in?state=recovered");
  await page.goto(url("/sign-in?next=/settings"));
  await signIn(page);
  await page.getByRole("button", { name: "Remove First passkey" }).click();
  await page.getByRole("button", { name: "Remove passkey", exact: true }).click();
  await page.getByRole("button", { name: "Confirm with passkey" }).click();
  await expect(page.getByText("Removed First passkey.")).toBeVisible();
  await expect(page.getByRole("list", { name: "Passkeys" }).getByRole("listitem")).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Remove New passkey" })).toBeDisabled();
  await shot(page, "settings-after-recovery");
  // The code is used up.
  await signOut();
  await page.goto(url("/sign-in/recovery-code"));
  await page.getByLabel("Recovery code").fill(code);
  await page.getByRole("button", { name: "Use the code" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "This code opens nothing" })).toBeVisible();
});

test("every act is in the audit log, with its actor and factor", async () => {
  const rows = await ask(
    `select action, outcome, convert_from(entry, 'UTF8')::json #>> '{data,unmapped,factor}' as factor
       from (select * from audit_events union all select 0, * from audit_outbox) e order by occurred_at`,
  );
  const seen = new Set(rows.map((row) => `${row.action} ${row.outcome}`));
  for (const expected of [
    "enrolment.created success",
    "enrolment.completed success",
    "authenticator.added success",
    "authenticator.removed success",
    "recovery_codes.created success",
    "recovery_code.used success",
    "person.signed_in success",
    "person.sign_in_refused failure",
    "session.stepped_up success",
    "session.ended success",
    "session.ended_all success",
    "organization.renamed success",
  ])
    expect(seen).toContain(expected);
  expect(rows.filter((row) => row.action === "recovery_code.used").map((row) => row.factor)).toEqual([
    "recovery_code",
  ]);
});

test("pages ran without a breach of their own policy", () => {
  expect(violations).toEqual([]);
});
