import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, expect, type Page, test } from "playwright/test";
import { VirtualAuthenticator } from "./support/passkeys.ts";
import { type Product, startProduct } from "./support/product.ts";
import { type Client, type GateAnswer, sendSigned } from "./support/signer.ts";
import { axeInBothThemes, enrolOwner, listens, OWNER, shot } from "./support/test.ts";
import { CHAIN_ID, startAnvil, startEcho, type Upstream } from "./support/upstreams.ts";

// The whole story, from the printed link to a revoked key: one test after the other on a product of its own.
test.describe.configure({ mode: "serial", timeout: 240_000 });

const KEY = "chain-watch-1";
/** What the gates have for obeying a change. */
const OBEY_MS_MAX = 1_000;

let product: Product;
let context: BrowserContext;
let page: Page;
let chain: Upstream;
let echo: Upstream;
let directory: string;
let client: Client;
/** The same key with its credential of before the rotation. */
let before: Client;
const violations: string[] = [];
const url = (path: string) => `${product.consoleUrl}${path}`;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(300_000);
  directory = mkdtempSync(join(tmpdir(), "kw-story-"));
  [product, chain, echo] = await Promise.all([startProduct(), startAnvil(), startEcho()]);
  context = await browser.newContext({ acceptDownloads: true });
  page = await context.newPage();
  page.on("console", (message) => {
    if (/Content Security Policy|hydrat/i.test(message.text())) violations.push(message.text());
  });
  page.on("pageerror", (error) => violations.push(error.message));
  await VirtualAuthenticator.attach(page);
});
test.afterAll(async () => {
  await context?.close();
  await Promise.all([product?.remove(), chain?.stop(), echo?.stop()]);
  rmSync(directory, { recursive: true, force: true });
});
// biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures it needs from this pattern
test.afterEach(async ({}, info) => {
  if (info.status !== info.expectedStatus)
    await info.attach("logs", { body: product.logs(), contentType: "text/plain" });
});

/** Looked at in both themes by axe, and by people where they ask for pictures. */
async function look(name: string): Promise<void> {
  await page.waitForLoadState("networkidle");
  await axeInBothThemes(page);
  await shot(page, `story-${name}`);
}

/** The passkey, where the act asks for it: a step-up lasts five minutes. */
async function confirmIfAsked(done: ReturnType<Page["locator"]>): Promise<void> {
  const confirm = page.getByRole("button", { name: "Confirm with passkey" });
  await expect(confirm.or(done).first()).toBeVisible();
  if (await confirm.isVisible()) await confirm.click();
  await expect(done).toBeVisible();
}

const receipt = () => page.getByRole("status", { name: "Receipt" });
const keyPage = () => page.goto(url(`/keys/${client.keyId}`));
const chainId = (as: Client) =>
  sendSigned(as, {
    url: `${product.gatewayUrl}/ethereum`,
    body: { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] },
  });

/** Asks again until the answer is the wanted one; how long that took since the act. */
async function untilAnswered(as: Client, wanted: (answer: GateAnswer) => boolean): Promise<number> {
  const began = performance.now();
  let last: GateAnswer | null = null;
  while (performance.now() - began < 5 * OBEY_MS_MAX) {
    last = await chainId(as);
    if (wanted(last)) return performance.now() - began;
  }
  throw new Error(`the gate still answers ${last?.status} ${last?.code}`);
}

test("from the printed link to an owner with a second way in", async () => {
  await enrolOwner(page, product);
  await page.getByRole("button", { name: "Make recovery codes" }).click();
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Yes, stored" }).click();
  await page.getByRole("link", { name: "Continue to setup" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Setup");
  await look("setup");
});

test("create an organization with a ceiling", async () => {
  await page.goto(url("/organizations"));
  await page.getByRole("link", { name: "New organization" }).first().click();
  await page.getByLabel("Name").fill("Halcyon Capital");
  await page.getByRole("button", { name: "Trading, no withdrawal" }).click();
  await look("new-organization");
  await page.getByRole("button", { name: "Create organization" }).click();
  await confirmIfAsked(page.getByRole("heading", { level: 1, name: "Halcyon Capital" }));
  await look("organization");
});

test("an empty list says what a key is and leads to the first one", async () => {
  await page.goto(url("/keys"));
  await expect(page.getByText("No keys yet.")).toBeVisible();
  await look("keys-empty");
});

test("issue an Ed25519 key in one's own organization, made in this browser", async () => {
  await page.goto(url("/keys/issue"));
  await page.getByRole("button", { name: "Issue key" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "3 fields need a change" })).toBeFocused();
  await look("issue-errors");
  await page.getByLabel("Name").fill(KEY);
  // The label covers the whole row, box included.
  await page.getByText("Read the blockchain", { exact: true }).click();
  await page.getByText("Read the account", { exact: true }).click();
  await page.getByRole("textbox", { name: "Networks" }).fill("127.0.0.9/8 ::1");
  await page.getByRole("textbox", { name: "Reason" }).fill("Watches deposits, ticket 8812");
  await expect(page.getByText("Everything it needs is there")).toBeVisible();
  const summary = page.getByText(/^Can read the account and the blockchain, from 2 networks, until /);
  await expect(summary).toContainText("Cannot trade, broadcast transactions or withdraw.");
  await look("issue");

  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.postData() ?? ""));
  await page.getByRole("button", { name: "Issue key" }).click();
  await confirmIfAsked(receipt());
  await expect(receipt()).toContainText(`Issued ${KEY}.`);
  await expect(receipt()).toContainText(/The gate confirmed in .+ Event \d+/);
  await look("issued");
  const keyId = /k_[0-9A-Z]{16}/.exec((await page.getByText(/^Key id/).textContent()) ?? "")?.[0] ?? "";
  const pem = await savePrivateKey(`${KEY}.pem`);
  client = { keyId, pem, ca: product.ca };
  const secret = pem.split("\n")[1] ?? "";
  expect(secret).toMatch(/^[A-Za-z0-9+/=]{40,}$/);
  expect(sent.join("\n")).not.toContain(secret);
  expect(await page.content()).not.toContain(secret);
});

/** Saves what the page shows once, and says that it is stored. */
async function savePrivateKey(fileName: string): Promise<string> {
  await page.getByRole("link", { name: "Overview", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Leaving now would lose it" })).toBeVisible();
  const saving = page.waitForEvent("download");
  await page.getByRole("button", { name: `Download ${fileName}` }).click();
  const download = await saving;
  expect(download.suggestedFilename()).toBe(fileName);
  const path = join(directory, fileName);
  await download.saveAs(path);
  await page.getByRole("button", { name: "Done" }).click();
  await page.getByRole("button", { name: "Yes, stored" }).click();
  await expect(page.getByText("Fingerprint")).toBeVisible();
  return readFileSync(path, "utf8");
}

test("apply two upstreams with the command; Connect then knows a call for the key", async () => {
  await page.getByRole("link", { name: "Connect", exact: true }).last().click();
  await expect(page.getByText("No call is open to this key yet")).toBeVisible();
  await look("connect-nothing");
  const file = join(directory, "keywarden.yaml");
  writeFileSync(file, configuration());
  const applied = await product.keywarden("apply", "-f", file, "--json");
  expect(applied.code, applied.stderr).toBe(0);
  expect(applied.json()).toMatchObject({ gates: { confirmed: 1, total: 1 } });
  await page.reload();
  await expect(page.getByText("First request: GET /account, echo")).toBeVisible();
  await expect(page.getByText("No requests yet.")).toBeVisible();
  await expect(page.getByText(/This browser's clock agrees with the gate's/)).toBeVisible();
  await look("connect");
});

function configuration(): string {
  return [
    "apiVersion: keywarden/v1",
    "upstreams:",
    "  - name: echo",
    "    kind: http",
    `    url: ${echo.url}`,
    "    match: { pathPrefix: /echo }",
    "    routes:",
    '      - { method: GET, path: /account, scope: "account:read" }',
    "  - name: ethereum",
    "    kind: jsonrpc",
    `    url: ${chain.url}`,
    "    match: { pathPrefix: /ethereum }",
    "    methods:",
    '      - { method: eth_chainId, scope: "chain:read" }',
    '      - { method: "eth_get*", scope: "chain:read" }',
    '      - { method: eth_sendRawTransaction, scope: "chain:broadcast", cost: 10 }',
    "",
  ].join("\n");
}

test("a signed request gets the upstream's answer, and the page changes by itself", async () => {
  const echoed = await sendSigned(client, { url: `${product.gatewayUrl}/echo/account?currency=EUR` });
  expect(echoed.status).toBe(200);
  const { url: target, headers } = echoed.body as { url: string; headers: Record<string, string> };
  expect(target).toBe("/account?currency=EUR");
  expect(headers["x-keywarden-key"]).toBe(client.keyId);
  expect(headers).not.toHaveProperty("signature");
  await expect(page.getByText(/First request let through/)).toBeVisible();
  await look("connect-first");
});

test("the chain answers through the TLS gate, and what the key doesn't hold is refused", async () => {
  expect(await chainId(client)).toMatchObject({ status: 200, code: null, body: { result: CHAIN_ID } });
  const broadcast = { jsonrpc: "2.0", id: 2, method: "eth_sendRawTransaction", params: ["0x00"] };
  const read = { jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] };
  for (const body of [broadcast, [read, broadcast]]) {
    const refused = await sendSigned(client, { url: `${product.gatewayUrl}/ethereum`, body });
    expect(refused).toMatchObject({ status: 403, code: "scope_missing" });
  }
});

test("the requests are counted on the key's page, and its denials say why", async () => {
  await keyPage();
  const chart = page.locator("section").filter({ hasText: "Requests by outcome, last 24 h" });
  await expect(chart).toContainText(/Allowed\s*2/);
  await expect(chart).toContainText(/Denied\s*2/);
  await look("key");
  await page.getByRole("link", { name: "scope_missing" }).click();
  await expect(page.getByText(/eth_sendRawTransaction needs chain:broadcast/).first()).toBeVisible();
  await look("key-denials");
});

test("rotate with a pair made in this browser: both work during the overlap", async () => {
  await keyPage();
  await listens(page);
  await page.keyboard.press("r");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Rotate ${KEY}`);
  await page.getByRole("textbox", { name: "Reason" }).fill("Quarterly rotation");
  await look("rotate");
  await page.getByRole("button", { name: "Rotate key" }).click();
  await confirmIfAsked(receipt());
  await expect(receipt()).toContainText(`Rotated ${KEY}: version 2 is current.`);
  before = client;
  client = { ...client, pem: await savePrivateKey(`${KEY}-v2.pem`) };
  expect(client.pem).not.toBe(before.pem);
  for (const as of [client, before]) expect((await chainId(as)).status).toBe(200);
  await keyPage();
  await expect(page.getByText("Rotation in progress")).toBeVisible();
  await expect(page.getByText(/ends by itself at .+ tomorrow, in 23 h/)).toBeVisible();
  await look("key-rotating");
});

test("suspend: two key presses, and the gate obeys within a second", async () => {
  await listens(page);
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog", { name: `Suspend ${KEY}?` });
  await expect(dialog.getByRole("button", { name: "Suspend key" })).toBeFocused();
  await expect(dialog).toContainText(/requests? in the last hour/);
  await look("suspend");
  await page.keyboard.press("Enter");
  await expect(receipt()).toContainText(`Suspended ${KEY}.`);
  expect(await untilAnswered(client, ({ code }) => code === "key_suspended")).toBeLessThan(OBEY_MS_MAX);
  await expect(page.getByRole("button", { name: "Resume…" })).toBeVisible();
  await look("suspended");
});

test("resume: the key works again within a second", async () => {
  await page.getByRole("button", { name: "Resume…" }).click();
  const dialog = page.getByRole("dialog", { name: `Resume ${KEY}?` });
  await expect(dialog).toContainText("Can read the account and the blockchain");
  await dialog.getByRole("button", { name: "Resume key" }).click();
  await confirmIfAsked(receipt().filter({ hasText: `Resumed ${KEY}.` }));
  expect(await untilAnswered(client, ({ status }) => status === 200)).toBeLessThan(OBEY_MS_MAX);
  await expect(page.getByRole("button", { name: "Suspend…" })).toBeVisible();
});

test("revoke: the name typed and a reason, and then it is over for both versions", async () => {
  await page.getByRole("button", { name: `More for ${KEY}` }).click();
  await page.getByRole("menuitem", { name: "Revoke…" }).click();
  const dialog = page.getByRole("dialog", { name: `Revoke ${KEY}?` });
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await expect(dialog.getByText(`Type ${KEY} to go on.`)).toBeVisible();
  await dialog.getByLabel(`Type ${KEY}`).fill(KEY);
  await dialog.getByLabel("Reason").fill("The deposit watcher moved to another key");
  await look("revoke");
  await dialog.getByRole("button", { name: "Revoke key" }).click();
  await confirmIfAsked(receipt().filter({ hasText: `Revoked ${KEY}.` }));
  for (const as of [client, before])
    expect(await untilAnswered(as, ({ code }) => code === "key_revoked")).toBeLessThan(OBEY_MS_MAX);
  await expect(page.getByText(/^Revoked\. Could read the account/)).toBeVisible();
  await look("revoked");
});

test("every one of these acts is readable in the audit log, from the key's history too", async () => {
  const acts = ["issued", "rotated", "suspended", "resumed", "revoked"];
  await page
    .getByRole("navigation")
    .getByRole("link", { name: /^History/ })
    .click();
  for (const act of acts)
    await expect(page.getByRole("row", { name: new RegExp(`${OWNER.name} ${act} ${KEY}`) })).toBeVisible();
  await look("key-history");
  await page.goto(url(`/audit?f=target:is:${client.keyId}`));
  for (const act of acts) await expect(page.getByText(new RegExp(`${act} ${KEY}`)).first()).toBeVisible();
  await look("audit");
  await page.goto(url("/audit"));
  for (const act of ["created organization Halcyon Capital", "applied configuration"])
    await expect(page.getByText(act).first()).toBeVisible();
});

test("no page broke its own policy or its own markup on the way", () => {
  expect(violations).toEqual([]);
});
