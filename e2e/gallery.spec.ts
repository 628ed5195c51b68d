import type { Page } from "playwright/test";
import { axe, axeInBothThemes, expect, listens, test } from "./support/test.ts";

/** The design system by itself: every component in every state, without any data behind it. */

const PAGES = ["/gallery/keys", "/gallery/key"] as const;
const WIDTHS = [1440, 1100, 390] as const;

// A colour on its way from one theme to the other is neither; axe must not see it.
test.use({ contextOptions: { reducedMotion: "reduce" } });

/** What the browser complains of while a test runs: errors of scripts, and whatever the policy refused. */
function complaints(page: Page): string[] {
  const found: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") found.push(message.text());
  });
  page.on("pageerror", (error) => found.push(String(error)));
  return found;
}

for (const path of PAGES) {
  test(`${path} is accessible in both themes, fits its screen and breaks no policy`, async ({ page }) => {
    test.setTimeout(180_000);
    const found = complaints(page);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await sideways(page), `${path} scrolls sideways at ${width}`).toBe(0);
    }
    await axeInBothThemes(page);
    expect(found).toEqual([]);
  });
}

test("every component in every state is accessible, fits its screen and breaks no policy", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const found = complaints(page);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 });
    // Both themes lie on this one page.
    await ready(page, "/gallery");
    expect(await sideways(page), `the gallery scrolls sideways at ${width}`).toBe(0);
    await axe(page);
  }
  expect(found).toEqual([]);
});

type Opened = { name: string; open: (page: Page) => Promise<void>; shows: string; by?: string };

const OPENED: readonly Opened[] = [
  { name: "a preview of level 1", ...byButton("Friction 1, light"), shows: "Suspend mm-prod-eu-2?" },
  { name: "a preview of level 2", ...byButton("Friction 2, light"), shows: "Widen mm-prod-eu-2?" },
  { name: "a preview of level 3", ...byButton("Friction 3, light"), shows: "Revoke treasury-cold-sweep?" },
  { name: "a plain dialog", ...byButton("Dialog, light"), shows: "Save this view" },
  { name: "the palette", open: (page) => page.keyboard.press("Control+k"), shows: "Find or do anything" },
  { name: "the list of keys", open: (page) => page.keyboard.press("?"), shows: "Keyboard shortcuts" },
];

for (const { name, open, shows, by } of OPENED) {
  test(`${name} is accessible while open, and Esc gives the focus back`, async ({ page }) => {
    const found = complaints(page);
    await ready(page, "/gallery/overlays");
    await open(page);
    const dialog = page.getByRole("dialog", { name: shows });
    await expect(dialog).toBeVisible();
    await axeInBothThemes(page);
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
    if (by) await expect(page.getByRole("button", { name: by })).toBeFocused();
    expect(found).toEqual([]);
  });
}

test("a sheet has its own address, is walked by arrows and leaves the list in use", async ({ page }) => {
  await ready(page, "/gallery/overlays?sheet=1");
  await expect(page.getByRole("dialog", { name: "Event 1: suspended mm-prod-eu-2" })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await expect(page).toHaveURL(/sheet=2/);
  await expect(page.getByRole("dialog", { name: "Event 2: suspended mm-prod-eu-2" })).toBeVisible();
  await axe(page);
  await page.keyboard.press("Escape");
  await expect(page).toHaveURL(/\/overlays$/);
});

test("containing opens on its verb, what can't be undone opens on Cancel", async ({ page }) => {
  await ready(page, "/gallery/overlays");
  await page.getByRole("button", { name: "Friction 1, light" }).click();
  await expect(page.getByRole("button", { name: "Suspend 1 key" })).toBeFocused();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Friction 3, light" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();

  await dialog.getByRole("button", { name: "Revoke 1 key" }).click();
  await expect(dialog.getByLabel("Type treasury-cold-sweep")).toBeFocused();
  await expect(dialog.getByText("Say why. It is kept in the audit log.")).toBeVisible();
  await dialog.getByLabel("Type treasury-cold-sweep").fill("treasury-cold-sweep");
  await dialog.getByLabel("Reason").fill("Its owner left.");
  await dialog.getByRole("button", { name: "Revoke 1 key" }).click();
  await expect(dialog.getByRole("button", { name: "Revoking…" })).toBeVisible();
  await expect(dialog).toBeHidden();
});

test("a refused act stays open and says why", async ({ page }) => {
  await ready(page, "/gallery/overlays");
  await page.getByRole("button", { name: "Refused, light" }).click();
  await page.getByRole("button", { name: "Suspend 1 key" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText(
    "Changed by another admin 10 s ago.",
  );
});

test("rows are walked, chosen and opened by keyboard, and the keys can be switched off", async ({ page }) => {
  await ready(page, "/gallery/keys");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.getByRole("heading", { level: 1 }).click();
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "mm-prod-eu-2" })).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByRole("region", { name: "Selection" })).toContainText("1 key selected");
  await page.keyboard.press("s");
  await expect(page.getByRole("dialog", { name: "Suspend 1 key?" })).toBeVisible();
  await page.keyboard.press("Escape");

  await page.keyboard.press("?");
  await page.getByRole("switch", { name: "Single keys" }).uncheck();
  await page.keyboard.press("Escape");
  await ready(page, "/gallery/keys");
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "mm-prod-eu-2" })).not.toBeFocused();
});

test("filters live in the address; a broken one is shown and the rest still apply", async ({ page }) => {
  await ready(page, "/gallery/keys?f=status:is-not:revoked&f=statuz:is:x");
  await expect(page.getByText("There is no filter “statuz” here.")).toBeAttached();
  await page.getByRole("link", { name: "Remove filter: statuz is x" }).click();
  await expect(page).toHaveURL(/\?f=status%3Ais-not%3Arevoked$/);

  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("mm-prod");
  await expect(page).toHaveURL(/q=mm-prod/);
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByLabel("Field").selectOption("created");
  await page.getByLabel("Value").fill("2026-01-01");
  await page.getByRole("button", { name: "Add filter" }).click();
  await expect(page.getByRole("link", { name: "Remove filter: Created after 1 Jan 2026" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("link", { name: "Remove filter: Created after 1 Jan 2026" })).toBeHidden();
});

test("a secret is not in the page's HTML and not on the screen until it is revealed", async ({ page }) => {
  const secret = "0".repeat(43);
  const answer = await page.request.get("/gallery");
  expect(await answer.text()).not.toContain(secret);
  await ready(page, "/gallery");
  const box = page.getByRole("region", { name: "Secret, light" });
  await expect(box).not.toContainText(secret);
  await box.getByRole("button", { name: "Reveal" }).click();
  await expect(box).toContainText(secret);
  await box.getByRole("button", { name: "Done" }).click();
  await expect(box.getByRole("alert")).toContainText("Stored it?");
  await box.getByRole("button", { name: "Yes, stored" }).click();
  await expect(box).toBeHidden();
});

test("networks are normalised aloud and counted", async ({ page }) => {
  await ready(page, "/gallery");
  const field = page.getByLabel("Networks").first();
  await field.fill("203.0.113.9/26, 203.0.113.20");
  const notes = page.locator(`#${await field.getAttribute("id")}-notes`);
  await expect(notes).toContainText("2 networks, 64 addresses");
  await expect(notes).toContainText("203.0.113.9/26 → 203.0.113.0/26");
  await expect(notes).toContainText("203.0.113.20/32 lies within 203.0.113.0/26");
});

test("the theme a person chose comes with the server's answer, before any script", async ({ page }) => {
  await ready(page, "/gallery/keys");
  await page.getByRole("button", { name: /Account/ }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const answer = await page.request.get("/gallery/keys");
  expect(await answer.text()).toMatch(/<html[^>]*data-theme="dark"/);
});

test("a chart's numbers are there as a table, and no chart speaks by colour alone", async ({ page }) => {
  await ready(page, "/gallery/key");
  await page.getByRole("button", { name: "Table" }).click();
  const table = page.getByRole("table", { name: "Requests by outcome, last 24 h" });
  await expect(table.getByRole("columnheader", { name: "Denied" })).toBeVisible();
  await expect(table.getByRole("row").nth(1)).toContainText("2026-11-23 15:30 UTC");
});

/** How many pixels the page, not a table in it, is wider than its window. */
function sideways(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

function byButton(name: string) {
  return { by: name, open: (page: Page) => page.getByRole("button", { name }).click() };
}

/** Opens a page and waits until its scripts listen. */
async function ready(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await listens(page);
}
