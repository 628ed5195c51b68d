import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright/test";
import { askGate, type GateAnswer, startUpstream } from "./support/gate.ts";
import type { Product } from "./support/product.ts";
import { axeInBothThemes, expect, shot, test } from "./support/test.ts";

type Issued = { keyId: string; secret: string };
type Story = { orgId: string; open: Issued; fenced: Issued; refused: GateAnswer };

const ALLOWED = 7;
const configuration = (url: string) => `
apiVersion: keywarden/v1
upstreams:
  - name: echo
    kind: http
    url: ${url}
    match: { pathPrefix: /echo }
    routes:
      - { method: GET, path: /account, scope: "account:read" }
      - { method: GET, path: /market, scope: "market:read" }
`;

let upstream: Awaited<ReturnType<typeof startUpstream>>;
test.beforeAll(async () => {
  upstream = await startUpstream();
});
test.afterAll(() => upstream.close());

/** Seven requests that pass, and three that don't: wrong network, wrong scope, no such route. */
let story: Promise<Story> | null = null;
function tell(product: Product): Promise<Story> {
  story ??= (async () => {
    const file = join(mkdtempSync(join(tmpdir(), "kw-traffic-")), "keywarden.yaml");
    writeFileSync(file, configuration(upstream.url));
    const applied = await product.keywarden("apply", "-f", file, "--json");
    expect(applied.code, applied.stderr).toBe(0);
    const ceiling = ["--ceiling", "account:read", "--ceiling", "market:read"];
    const org = await product.keywarden("org", "create", "--name", "Trafficked", ...ceiling, "--json");
    const orgId = org.json<{ id: string }>().id;
    const issue = async (name: string, ...more: string[]) => {
      const issued = await product.keywarden(
        ...["key", "issue", "--org", orgId, "--name", name, "--kind", "bearer", "--scope", "account:read"],
        ...["--reason", "for traffic", ...more, "--json"],
      );
      expect(issued.code, issued.stderr).toBe(0);
      return issued.json<Issued>();
    };
    const open = await issue("open-key");
    const fenced = await issue("fenced-key", "--ip", "198.51.100.0/24");
    for (let i = 0; i < ALLOWED; i++)
      expect((await askGate(product, "/echo/account", { token: open.secret })).status).toBe(200);
    const refused = await askGate(product, "/echo/account?secret=query", { token: fenced.secret });
    expect(refused.status).toBe(403);
    expect((await askGate(product, "/echo/market", { token: open.secret })).status).toBe(403);
    expect((await askGate(product, "/nowhere")).status).toBe(404);
    return { orgId, open, fenced, refused };
  })();
  return story;
}

const rows = (page: Page) =>
  page.getByRole("table", { name: "Denied requests, newest first" }).locator("tbody tr[data-row]");
const sheet = (page: Page) => page.locator("[data-sheet-panel]");
const reasons = (page: Page) => page.getByRole("table", { name: /^Why requests were denied/ });

/** Counts are flushed every second: the page is asked again until they are there. */
async function openTraffic(page: Page, path: string, denied: number): Promise<void> {
  await expect(async () => {
    await page.goto(path);
    await expect(rows(page)).toHaveCount(denied, { timeout: 500 });
  }).toPass({ timeout: 15_000 });
}

// Guarantee: every request of an organization is counted, allowed or not, and every refusal says why and what to do.
test("counts an organization's requests and says why some were denied", async ({
  ownerPage: page,
  product,
}) => {
  const { orgId } = await tell(product);
  await openTraffic(page, `/traffic?f=org:is:${orgId}`, 2);
  await expect(page.getByText(`Allowed${ALLOWED}`)).toBeVisible();
  await expect(page.getByText("Denied2", { exact: false }).first()).toBeVisible();
  await expect(reasons(page)).toContainText(
    "127.0.0.1 is not in this key's networks. Add it, or call from 198.51.100.0/24.",
  );
  await expect(reasons(page)).toContainText(
    "GET /echo/market needs market:read, which this key doesn't hold.",
  );
  const byRoute = page.getByRole("table", { name: /^Requests by route/ });
  await expect(byRoute.locator("tr", { hasText: "echo GET /account" })).toContainText(String(ALLOWED));
  await expect(rows(page).first()).toContainText(/scope_missing|ip_denied/);
  expect(await page.content()).not.toContain("secret=query");
  await axeInBothThemes(page);
  await shot(page, "traffic-organization");
});

// Guarantee: a reason leads to its requests, a request to its evidence, at an address of its own.
test("leads from a reason to one denied request", async ({ ownerPage: page, product }) => {
  const { orgId, refused } = await tell(product);
  await openTraffic(page, `/traffic?f=org:is:${orgId}`, 2);
  await reasons(page).getByRole("link", { name: "ip_denied" }).click();
  await expect(page).toHaveURL(/code(:|%3A)is(:|%3A)ip_denied/);
  await expect(rows(page)).toHaveCount(1);
  await rows(page).first().getByRole("link").first().click();
  await expect(page).toHaveURL(new RegExp(`request=${refused.requestId}`));
  await expect(sheet(page).getByRole("heading", { level: 2 })).toContainText(
    "127.0.0.1 is not in this key's networks.",
  );
  await expect(sheet(page)).toContainText("403 ip_denied");
  await expect(sheet(page)).toContainText("Yes, with version 1");
  await expect(sheet(page)).toContainText(refused.requestId);
  await axeInBothThemes(page);
  await shot(page, "traffic-request");
  await page.keyboard.press("Escape");
  await expect(sheet(page)).toHaveCount(0);
  await expect(rows(page)).toHaveCount(1);
});

// Guarantee: the id that an answer carried is enough to find out why.
test("finds a denied request by the id its answer carried", async ({ ownerPage: page, product }) => {
  const { refused } = await tell(product);
  await openTraffic(page, "/traffic?f=code:is:ip_denied", 1);
  await page.goto("/traffic");
  await page.getByRole("searchbox", { name: "Key id, address or request id" }).fill(refused.requestId);
  await expect(sheet(page).getByRole("heading", { level: 2 })).toContainText(
    "127.0.0.1 is not in this key's networks.",
  );
  await sheet(page).getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("searchbox", { name: "Key id, address or request id" })).toHaveValue("");
});

test("narrows to a key by its id, and to nothing with the filter to drop", async ({
  ownerPage: page,
  product,
}) => {
  const { open } = await tell(product);
  await openTraffic(page, `/traffic?f=key:is:${open.keyId}`, 1);
  await expect(rows(page).first()).toContainText("scope_missing");
  await page.goto(`/traffic?f=key:is:${open.keyId}&f=code:is:nonce_replayed`);
  await expect(page.getByText("No denied request fits these filters.")).toBeVisible();
  await page.getByRole("link", { name: "Without “Reason is nonce_replayed”" }).click();
  await expect(rows(page)).toHaveCount(1);
});

// Guarantee: figures live on, rows wait.
test("keeps new denials behind their count", async ({ ownerPage: page, product }) => {
  const { fenced } = await tell(product);
  await openTraffic(page, `/traffic?f=key:is:${fenced.keyId}`, 1);
  await askGate(product, "/echo/account", { token: fenced.secret });
  const news = page.getByRole("button", { name: "1 new" });
  await expect(news).toBeVisible({ timeout: 30_000 });
  await expect(rows(page)).toHaveCount(1);
  await news.click();
  await expect(rows(page)).toHaveCount(2);
});

test("changes the range by links", async ({ ownerPage: page, product }) => {
  await tell(product);
  await page.goto("/traffic");
  for (const [name, title] of [
    ["Last hour", "Requests by outcome, last hour, UTC"],
    ["Last 7 days", "Requests by outcome, last 7 days, UTC"],
    ["Last 30 days", "Requests by outcome, last 30 days, UTC"],
  ] as const) {
    await page.getByRole("link", { name, exact: true }).click();
    await expect(page.getByRole("heading", { name: title })).toBeVisible();
    await expect(page.getByRole("link", { name, exact: true })).toHaveAttribute("aria-current", "page");
  }
});
