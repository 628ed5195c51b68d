import type { Page } from "playwright/test";
import type { Product } from "./support/product.ts";
import { axeInBothThemes, expect, listens, OWNER, shot, test } from "./support/test.ts";

type Issued = { keyId: string; secret: string };

/** What these tests look for: one organization, one key, and four things done to it by the command. */
let story: Promise<{ orgId: string; key: Issued }> | null = null;
function tell(product: Product): Promise<{ orgId: string; key: Issued }> {
  story ??= (async () => {
    const org = await product.keywarden(
      "org",
      "create",
      "--name",
      "Audited",
      "--ceiling",
      "account:read",
      "--json",
    );
    const orgId = org.json<{ id: string }>().id;
    const issued = await product.keywarden(
      ...["key", "issue", "--org", orgId, "--name", "watched-key", "--kind", "bearer"],
      ...["--scope", "account:read", "--reason", "to be watched", "--json"],
    );
    const key = issued.json<Issued>();
    for (const [verb, reason] of [
      ["suspend", "looked odd"],
      ["resume", "was fine"],
    ] as const) {
      const done = await product.keywarden("key", verb, key.keyId, "--reason", reason, "--json");
      expect(done.code, done.stderr).toBe(0);
    }
    return { orgId, key };
  })();
  return story;
}

const rows = (page: Page) =>
  page.getByRole("table", { name: "Events, newest first" }).locator("tbody tr[data-row]");
const sheet = (page: Page) => page.locator("[data-sheet-panel]");
/** A page that was just loaded hears no key until its scripts run. */
const closeSheet = (page: Page) =>
  expect(async () => {
    await page.keyboard.press("Escape");
    await expect(sheet(page)).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 15_000 });

// Guarantee: everything done to a key is in the log, newest first, as sentences; its secret is nowhere.
test("tells a key's story and never its secret", async ({ ownerPage: page, product }) => {
  const { key } = await tell(product);
  await page.goto(`/audit?f=target:is:${key.keyId}`);
  await expect(rows(page)).toHaveCount(4);
  const said = [
    "resumed watched-key",
    "suspended watched-key",
    "was shown the secret of watched-key",
    "issued watched-key with account:read",
  ];
  for (const [at, sentence] of said.entries()) await expect(rows(page).nth(at)).toContainText(sentence);
  await expect(rows(page).first()).toContainText(/cli:\w+/);
  await expect(rows(page).first().getByRole("link").first()).toHaveText(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} UTC$/,
  );
  expect(await page.content()).not.toContain(key.secret.slice(-40));
  await axeInBothThemes(page);
  await shot(page, "audit-key");
});

// Guarantee: one event has an address of its own, says what changed, and can be walked from without leaving the list.
test("opens an event beside the list and walks to its neighbours", async ({ ownerPage: page, product }) => {
  const { key } = await tell(product);
  await page.goto(`/audit?f=target:is:${key.keyId}`);
  await rows(page).nth(1).getByRole("link").first().click();
  await expect(page).toHaveURL(/[?&]event=\d+/);
  await expect(sheet(page).getByRole("heading", { level: 2 })).toContainText("suspended watched-key");
  await expect(sheet(page).locator("del")).toContainText("active");
  await expect(sheet(page).locator("ins")).toContainText("suspended");
  await expect(sheet(page)).toContainText("looked odd");
  await expect(sheet(page)).toContainText('"event_code": "key.suspended"');
  await expect(sheet(page)).toContainText('"specversion": "1.0"');
  await axeInBothThemes(page);
  await shot(page, "audit-event");

  await page.keyboard.press("ArrowUp");
  await expect(sheet(page).getByRole("heading", { level: 2 })).toContainText("resumed watched-key");
  await expect(sheet(page).getByRole("button", { name: "Previous row" })).toBeDisabled();
  for (const sentence of ["suspended", "was shown the secret of", "issued"]) {
    await page.keyboard.press("ArrowDown");
    await expect(sheet(page).getByRole("heading", { level: 2 })).toContainText(sentence);
  }
  await expect(sheet(page)).toContainText("What it was given");
  const address = page.url();
  await page.reload();
  await expect(sheet(page).getByRole("heading", { level: 2 })).toContainText("issued watched-key");
  expect(page.url()).toBe(address);
  await closeSheet(page);
  await expect(page).toHaveURL(new RegExp(`target(:|%3A)is(:|%3A)${key.keyId}`));
  await expect(rows(page)).toHaveCount(4);
});

test("opens an event by its bare number and by its id", async ({ ownerPage: page, product }) => {
  const { key } = await tell(product);
  await page.goto(`/audit?f=target:is:${key.keyId}`);
  const id = await rows(page).first().getAttribute("data-row");
  await page.goto(`/audit?event=${id}`);
  await expect(sheet(page).getByRole("heading", { level: 2 })).toContainText("resumed watched-key");
  const uuid = await sheet(page)
    .locator("dd", { hasText: /^[0-9a-f-]{36}$/ })
    .last()
    .textContent();
  await page.goto(`/audit?event=${(uuid ?? "").trim()}`);
  await expect(sheet(page).getByRole("heading", { level: 2 })).toContainText("resumed watched-key");
  await page.goto("/audit?event=999999999");
  await expect(sheet(page)).toContainText("The log holds no event 999999999.");
});

// Guarantee: a person's name and address are told beside the entry, each fits its commitment, and the entry has neither.
test("shows personal values that fit what the entry commits to", async ({ ownerPage: page }) => {
  await page.goto("/audit?f=action:is:enrolment.completed");
  await rows(page).first().getByRole("link").first().click();
  await expect(sheet(page).getByRole("heading", { level: 2 })).toHaveText(`${OWNER.name} enrolled as owner`);
  const personal = sheet(page).locator("section", { hasText: "Personal values" }).last();
  await expect(personal).toContainText(OWNER.email);
  await expect(personal.getByText("Fits the commitment")).toHaveCount(6);
  const entry = await sheet(page).locator("pre").textContent();
  expect(entry).toContain('"/data/actor/user/name": "hmac-sha256:');
  expect(entry).not.toContain(OWNER.name);
  expect(entry).not.toContain(OWNER.email);
});

// Guarantee: chips are chosen by hand, live in the URL, and come back with Back.
test("filters by what is chosen, and says which filter to drop", async ({ ownerPage: page, product }) => {
  const { orgId } = await tell(product);
  await page.goto(`/audit?f=org:is:${orgId}`);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("Field").selectOption("action");
  await page.getByLabel("Value").selectOption("key.suspended");
  await page.getByRole("button", { name: "Add filter" }).click();
  await expect(page).toHaveURL(/action(:|%3A)is(:|%3A)key\.suspended/);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole("button", { name: "Filter", exact: true }).click();
  await page.getByLabel("Field").selectOption("outcome");
  await page.getByLabel("Value").selectOption("failure");
  await page.getByRole("button", { name: "Add filter" }).click();
  await expect(page.getByText("No event fits these filters.")).toBeVisible();
  await axeInBothThemes(page);
  await page.getByRole("link", { name: "Without “Outcome is Refused or failed”" }).click();
  await expect(rows(page)).toHaveCount(1);
  await page.goBack();
  await expect(page.getByText("No event fits these filters.")).toBeVisible();
});

test("keeps a broken filter as a red chip and applies the rest", async ({ ownerPage: page, product }) => {
  const { key } = await tell(product);
  await page.goto(`/audit?f=action:is:key.painted&f=target:is:${key.keyId}`);
  await expect(rows(page)).toHaveCount(4);
  await expect(page.getByText("“key.painted” is not one of action. It is left out.")).toBeAttached();
});

// Guarantee: the search finds a thing by its name, typed from anywhere on the page.
test("finds events by a key's name", async ({ ownerPage: page, product }) => {
  await tell(product);
  await page.goto("/audit");
  await listens(page);
  await page.keyboard.press("/");
  await page.keyboard.type("watched-key");
  await expect(page).toHaveURL(/q=watched-key/);
  await expect(rows(page)).toHaveCount(4);
});

// Guarantee: news waits until it is asked for; nothing moves by itself.
test("keeps new events behind their count", async ({ ownerPage: page, product }) => {
  const { key } = await tell(product);
  await page.goto("/audit");
  const first = await rows(page).first().getAttribute("data-row");
  const rotated = await product.keywarden("key", "rotate", key.keyId, "--reason", "for the news", "--json");
  expect(rotated.code, rotated.stderr).toBe(0);
  const news = page.getByRole("button", { name: /^\d+ new$/ });
  await expect(news).toBeVisible({ timeout: 20_000 });
  expect(await rows(page).first().getAttribute("data-row")).toBe(first);
  await news.click();
  await expect(rows(page).filter({ hasText: "rotated watched-key to version 2" })).toHaveCount(1);
  await expect(news).toHaveCount(0);
});

// Guarantee: the histogram's numbers are those of the list, and lead to it.
test("leads from the histogram's table to its events", async ({ ownerPage: page, product }) => {
  await tell(product);
  await page.goto("/audit");
  await page.getByRole("button", { name: "Table" }).click();
  const chart = page.getByRole("table", { name: /^Events by (hour|day)/ });
  await chart.locator("tbody tr").first().getByRole("link").first().click();
  await expect(page).toHaveURL(/time(:|%3A)after/);
  await expect(page.getByText(/^Time after/).first()).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
});

test("copies an event's link", async ({ ownerPage: page, product }) => {
  const { key } = await tell(product);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto(`/audit?f=target:is:${key.keyId}`);
  const id = await rows(page).first().getAttribute("data-row");
  await rows(page).first().getByRole("link").first().click();
  await sheet(page).getByRole("button", { name: "Copy link" }).click();
  await expect(sheet(page).getByRole("button", { name: "Copied" })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    `${product.consoleUrl}/audit?event=${id}`,
  );
});

test("shows nobody the log who isn't signed in", async ({ page }) => {
  await page.goto("/audit?event=1");
  await expect(page).toHaveURL(/\/sign-in\?next=/);
  const answer = await page.request.get("/audit/newer?input=%7B%22after%22%3A0%7D", {
    headers: { "sec-fetch-site": "same-origin" },
  });
  expect(answer.status()).toBe(401);
});
