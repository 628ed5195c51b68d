import { type BrowserContext, expect, type Page, test } from "playwright/test";
import { VirtualAuthenticator } from "./support/passkeys.ts";
import { type Product, startProduct } from "./support/product.ts";
import { axeInBothThemes, enrolOwner, listens, shot } from "./support/test.ts";

// A product with thirty days behind it: pages are looked at with data in them.
test.describe.configure({ mode: "serial" });

let product: Product;
let context: BrowserContext;
let page: Page;
/** What no page may cause: a breach of the content security policy, a hydration fault, an error nobody caught. */
const faults: string[] = [];

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  product = await startProduct({ args: ["--demo"] });
  context = await browser.newContext({ baseURL: product.consoleUrl });
  page = await context.newPage();
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`${page.url()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`${page.url()}: ${error.message}`));
  await VirtualAuthenticator.attach(page);
  await enrolOwner(page, product);
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

/** The page holds one heading of the first level, scrolls down only, and axe has nothing grave to say, in both themes. */
async function lookAt(name: string, heading: string | RegExp): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
  await axeInBothThemes(page);
  await page.setViewportSize({ width: 390, height: 844 });
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways, `${name} scrolls sideways at 390 px`).toBe(0);
  await page.setViewportSize({ width: 1440, height: 900 });
  await shot(page, name);
}

const pages = [
  ["overview", "/", "Overview"],
  ["setup", "/setup", "Setup"],
  ["keys", "/keys", "Keys"],
  ["keys-none-match", "/keys?q=no-such-key", "Keys"],
  ["issue-key", "/keys/issue", "Issue key"],
  ["organizations", "/organizations", "Organizations"],
  ["new-organization", "/organizations/new", "New organization"],
  ["connect", "/connect", "Connect"],
  ["traffic", "/traffic", "Traffic"],
  ["upstreams", "/upstreams", "Upstreams"],
  ["audit", "/audit", "Audit"],
  ["health", "/health", "Health"],
  ["settings", "/settings", "Settings"],
] as const;

// Guarantee: every page works for keyboards and screen readers, in both themes, and on a phone.
for (const [name, path, heading] of pages) {
  test(`shows ${name} as it should be`, async () => {
    await page.goto(path);
    await lookAt(name, heading);
  });
}

test("shows a key with each of its tabs", async () => {
  await page.goto("/keys?q=mm-prod-eu-2");
  await page.getByRole("link", { name: "mm-prod-eu-2" }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: "mm-prod-eu-2" })).toBeVisible();
  await lookAt("key", "mm-prod-eu-2");
  const tabs = await page
    .getByRole("navigation", { name: /mm-prod-eu-2|key/i })
    .last()
    .getByRole("link")
    .all();
  const hrefs = await Promise.all(tabs.map((tab) => tab.getAttribute("href")));
  for (const [index, href] of hrefs.entries()) {
    await page.goto(href ?? "");
    await lookAt(`key-tab-${index}`, "mm-prod-eu-2");
  }
});

test("shows an organization", async () => {
  await page.goto("/organizations");
  await page.getByRole("link", { name: "Halcyon Capital" }).click();
  await lookAt("organization", "Halcyon Capital");
});

// Guarantee: an organization is made with its ceiling, by somebody who confirmed it, and its event is in the log.
test("creates an organization", async () => {
  await page.goto("/organizations/new");
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByRole("alert").first()).toContainText(/name/i);
  await page.getByLabel("Name").fill("Tideline Research");
  await page.getByRole("button", { name: "Trading, no withdrawal" }).click();
  await expect(page.getByText("None of them can move money.")).toBeVisible();
  await page.getByRole("button", { name: "Create organization" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Tideline Research" })).toBeVisible();
  await page.goto("/audit?f=action:is:organization.created");
  await expect(page.getByText("Tideline Research").first()).toBeVisible();
});

test("finds a key by what is typed into the palette", async () => {
  await page.goto("/");
  await listens(page);
  await page.keyboard.press("ControlOrMeta+k");
  await page.getByRole("combobox").fill("mm-prod-us");
  await page.getByRole("option", { name: /mm-prod-us-1/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "mm-prod-us-1" })).toBeVisible();
});

// Guarantee: the strict content security policy holds on every page above, and nothing broke unseen.
test("breaks nothing unseen", () => {
  expect(faults).toEqual([]);
});
