import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { test as base, type Cookie, expect, type Page } from "playwright/test";
import { type Chain, startAnvil } from "./anvil.ts";
import { VirtualAuthenticator } from "./passkeys.ts";
import { type Product, startProduct } from "./product.ts";

export { expect };

export const OWNER = { name: "Mara Lindqvist", email: "mara@venue.example" } as const;

type WorkerFixtures = {
  /** The built product, started by its own launcher in a fresh data directory; one for all tests of a worker. */
  product: Product;
  /** A real Ethereum node with an empty chain. */
  chain: Chain;
};

type TestFixtures = {
  /** Answers the page's passkey prompts. */
  authenticator: VirtualAuthenticator;
  /** A page signed in as the venue's owner, who is enrolled by the first test that asks. */
  ownerPage: Page;
};

export const test = base.extend<TestFixtures, WorkerFixtures>({
  product: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from this pattern
    async ({}, use) => {
      const product = await startProduct();
      await use(product);
      await product.remove();
    },
    { scope: "worker", timeout: 300_000 },
  ],
  chain: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from this pattern
    async ({}, use) => {
      const chain = await startAnvil();
      await use(chain);
      await chain.stop();
    },
    { scope: "worker" },
  ],
  baseURL: async ({ product }, use) => use(product.consoleUrl),
  page: async ({ page, product }, use, info) => {
    await use(page);
    if (info.status !== info.expectedStatus)
      await info.attach("logs", { body: product.logs(), contentType: "text/plain" });
  },
  authenticator: async ({ page }, use) => use(await VirtualAuthenticator.attach(page)),
  ownerPage: async ({ page, product, authenticator }, use) => {
    await becomeOwner(page, product, authenticator);
    await use(page);
    product.owner = {
      credentials: await authenticator.credentials(),
      cookies: await page.context().cookies(),
    };
  },
});

/** Signs in as the owner, enrolling first if the venue has none; ends on any page of the console. */
export async function becomeOwner(
  page: Page,
  product: Product,
  authenticator: VirtualAuthenticator,
): Promise<void> {
  if (product.owner === null) return enrolOwner(page, product);
  await authenticator.add(product.owner.credentials);
  await page.context().addCookies(product.owner.cookies as Cookie[]);
  await page.goto("/");
  if (!page.url().includes("/sign-in")) return;
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/sign-in"));
}

/** Goes the way of the one-time link: name, e-mail, the address, a passkey. Ends on "Keep a second way in". */
export async function enrolOwner(
  page: Page,
  product: Product,
  person: { name: string; email: string } = OWNER,
): Promise<void> {
  if (product.enrolmentUrl === null) throw new Error("the product printed no enrolment link");
  await page.goto(product.enrolmentUrl);
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByRole("checkbox").check();
  await page.getByRole("button", { name: "Create passkey" }).click();
  await page.waitForURL("**/welcome/second-passkey");
}

/** Fails on anything axe calls serious or critical, in the theme the page has now. */
export async function axe(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  const lines = grave.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html.slice(0, 200)).join("\n  ")}`,
  );
  expect(lines.join("\n"), `axe on ${page.url()}`).toBe("");
}

/** The browser repaints inherited colours a frame late: one theme's words would stand on the other's ground. */
async function repainted(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** The same, in both themes. */
export async function axeInBothThemes(page: Page): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await repainted(page);
    await axe(page);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
}

/** Waits until the page's scripts listen: what is pressed before, nobody hears. */
export async function listens(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const buttons = [...document.querySelectorAll("button")];
    const heard = (button: HTMLElement) => Object.keys(button).some((key) => key.startsWith("__reactProps"));
    return buttons.length > 0 && buttons.every(heard);
  });
}

/** With KEYWARDEN_SHOTS set to a directory: the page in both themes, wide and on a phone, for people to look at. */
export async function shot(page: Page, name: string): Promise<void> {
  const dir = process.env.KEYWARDEN_SHOTS;
  if (dir === undefined) return;
  mkdirSync(dir, { recursive: true });
  const before = page.viewportSize();
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await repainted(page);
      await page.screenshot({ path: join(dir, `${name}-${width}-${colorScheme}.png`), fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  if (before !== null) await page.setViewportSize(before);
}
