import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Page } from "playwright/test";
import type { Product } from "./support/product.ts";
import { axeInBothThemes, expect, listens, shot, test } from "./support/test.ts";
import { startEcho, type Upstream } from "./support/upstreams.ts";

test.describe.configure({ mode: "serial", timeout: 240_000 });

const run = promisify(execFile);
let directory: string;
let echo: Upstream;
/** Organization and keys made by the command, once for all tests of this file. */
let made: { orgId: string; keys: Record<string, string> } | null = null;

test.beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "kw-keys-"));
  echo = await startEcho();
});
test.afterAll(async () => {
  await echo.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function must<T>(product: Product, ...args: string[]): Promise<T> {
  const done = await product.keywarden(...args, "--json");
  expect(done.code, done.stderr).toBe(0);
  return done.json<T>();
}

/** Six keys of a client, one of each kind and state that the list tells apart. */
async function seed(product: Product): Promise<NonNullable<typeof made>> {
  if (made !== null) return made;
  const configuration = join(directory, "keywarden.yaml");
  writeFileSync(
    configuration,
    [
      "apiVersion: keywarden/v1",
      "upstreams:",
      ...["live", "test"].flatMap((env) => [
        `  - name: echo-${env}`,
        "    kind: http",
        `    env: ${env}`,
        `    url: ${echo.url}`,
        `    match: { pathPrefix: /${env} }`,
        "    routes:",
        '      - { method: GET, path: /account, scope: "account:read" }',
      ]),
      "",
    ].join("\n"),
  );
  await must(product, "apply", "-f", configuration);
  const ceiling = ["market:read", "account:read", "trade:write"].flatMap((scope) => ["--ceiling", scope]);
  const { id: orgId } = await must<{ id: string }>(
    product,
    "org",
    "create",
    "--name",
    "Vega Volatility",
    ...ceiling,
  );
  const keys: Record<string, string> = {};
  const issue = async (name: string, scope: string, ...more: string[]) => {
    const kind = scope === "trade:write" ? "hmac" : "bearer";
    const args = ["--org", orgId, "--name", name, "--kind", kind, "--scope", scope, "--reason", "for a test"];
    keys[name] = (await must<{ keyId: string }>(product, "key", "issue", ...args, ...more)).keyId;
  };
  await issue("quoter-a", "trade:write", "--ip", "203.0.113.0/26");
  await issue("quoter-b", "trade:write", "--expires-in", "12d");
  await issue("feed", "market:read");
  await issue("sandbox", "market:read", "--env", "test");
  await issue("old-desk", "account:read");
  await issue("on-hold", "account:read");
  await must(product, "key", "revoke", keys["old-desk"] ?? "", "--reason", "the desk is gone");
  await must(product, "key", "suspend", keys["on-hold"] ?? "", "--reason", "under review");
  made = { orgId, keys };
  return made;
}

const names = (page: Page) => page.locator("[data-row] [data-row-link]").allTextContents();

test("the list's views, chips and search live in the URL, and Back restores them", async ({
  ownerPage: page,
  product,
}) => {
  await seed(product);
  await page.goto("/keys");
  await expect(page).toHaveURL(/view=all&f=status%3Ais-not%3Arevoked/);
  await expect(page.getByText("Status is not Revoked")).toBeVisible();
  expect(await names(page)).toEqual(expect.arrayContaining(["quoter-a", "on-hold"]));
  expect(await names(page)).not.toContain("old-desk");
  await axeInBothThemes(page);
  await shot(page, "keys");

  await page.getByRole("link", { name: /^Suspended 1$/ }).click();
  await expect.poll(() => names(page)).toEqual(["on-hold"]);
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("combobox", { name: "Field" }).selectOption({ label: "Kind" });
  await page.getByRole("combobox", { name: "Value" }).selectOption({ label: "HMAC" });
  await page.getByRole("button", { name: "Add filter" }).click();
  await expect(page.getByText("No key fits these filters.")).toBeVisible();
  await expect(page.getByText("changed ·")).toBeVisible();
  await axeInBothThemes(page);
  await page.getByRole("link", { name: "Without “Kind is HMAC”" }).click();
  await expect.poll(() => names(page)).toEqual(["on-hold"]);
  await page.goBack();
  await expect(page.getByText("No key fits these filters.")).toBeVisible();

  await page.goto("/keys?view=all&f=status:is:gone&f=env:is:test");
  await expect(page.getByText("Status is gone")).toBeVisible();
  await expect.poll(() => names(page)).toEqual(["sandbox"]);
  await listens(page);
  await page.keyboard.press("/");
  await page.keyboard.type("nobody");
  await expect(page.getByText("No key here fits “nobody”.")).toBeVisible();
  await expect(page).toHaveURL(/q=nobody/);
});

test("rows are walked, chosen and suspended from the keyboard; what can't be suspended is listed", async ({
  ownerPage: page,
  product,
}) => {
  const { orgId, keys } = await seed(product);
  await page.goto(`/keys?view=all&f=org:is:${orgId}&sort=name`);
  await expect
    .poll(() => names(page))
    .toEqual(["feed", "old-desk", "on-hold", "quoter-a", "quoter-b", "sandbox"]);
  await listens(page);
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await expect(page.getByText("2 keys selected")).toBeVisible();
  await shot(page, "keys-selected");
  await page.keyboard.press("s");
  const dialog = page.getByRole("dialog", { name: "Suspend 2 keys?" });
  await expect(dialog).toContainText("feed · Vega Volatility");
  await expect(dialog.getByRole("button", { name: "Suspend 2 keys" })).toBeFocused();
  await axeInBothThemes(page);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("status", { name: "Receipt" })).toContainText("Suspended feed.");
  await expect(page.getByText("1 key was left as it is.")).toBeVisible();
  await expect(page.getByText(/old-desk: .*revoked/)).toBeVisible();
  await axeInBothThemes(page);
  await shot(page, "keys-receipt");
  await page.getByRole("button", { name: "Undo" }).click();
  const confirm = page.getByRole("button", { name: "Confirm with passkey" });
  const resumed = page.getByText("Resumed feed.");
  await expect(confirm.or(resumed).first()).toBeVisible();
  if (await confirm.isVisible()) await confirm.click();
  await expect(resumed).toBeVisible();
  const shown = await must<{ status: string }>(product, "key", "show", keys.feed ?? "");
  expect(shown.status).toBe("active");
});

test("another organization's keys are issued by public key alone, proved by a line to run", async ({
  ownerPage: page,
  product,
}) => {
  const { orgId } = await seed(product);
  await page.goto(`/keys/issue?org=${orgId}`);
  await expect(page.getByRole("radio", { name: "HMAC secret" })).toBeDisabled();
  await expect(page.getByText(/Only Vega Volatility may see its secret/).first()).toBeVisible();
  await page.getByLabel("Name").fill("pasted");
  await page.getByText("Test", { exact: true }).click();
  await page.getByText("Read market data", { exact: true }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("Options quoting");
  execFileSync("openssl", ["genpkey", "-algorithm", "ed25519", "-out", "private-key.pem"], {
    cwd: directory,
  });
  const pem = execFileSync("openssl", ["pkey", "-in", "private-key.pem", "-pubout"], { cwd: directory });
  await page.getByRole("textbox", { name: "Public key" }).fill(pem.toString());
  const line = page.getByText(/^printf %s/);
  await expect(line).toBeVisible();
  await axeInBothThemes(page);
  await shot(page, "issue-paste");
  const { stdout } = await run("bash", ["-c", (await line.textContent()) ?? ""], { cwd: directory });
  const printed = page.getByLabel("What it printed");
  await printed.fill(`${stdout.slice(0, 20)}AAAA${stdout.slice(24)}`);
  await issueKey(page);
  await expect(page.getByRole("alert").filter({ hasText: "1 field needs a change" })).toBeVisible();
  await printed.fill(stdout);
  await issueKey(page);
  await expect(page.getByRole("status", { name: "Receipt" })).toContainText("Issued pasted.");
});

/** Presses the button, and the passkey where it is asked for. */
async function issueKey(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Issue key" }).click();
  const confirm = page.getByRole("button", { name: "Confirm with passkey" });
  const settled = page.getByRole("status", { name: "Receipt" }).or(page.getByRole("alert").first());
  await expect(confirm.or(settled).first()).toBeVisible();
  if (await confirm.isVisible()) await confirm.click();
}

for (const [kind, label, file] of [
  ["ed25519", "Ed25519, made in this browser", "pem"],
  ["hmac", "HMAC secret", "env"],
  ["bearer", "Bearer token", "env"],
] as const) {
  test(`the lines that Connect shows for a ${kind} key run as they are, and the page sees it`, async ({
    ownerPage: page,
    product,
  }) => {
    await seed(product);
    const name = `own-${kind}`;
    await page.goto("/keys/issue");
    await page.getByLabel("Name").fill(name);
    await page.getByText("Test", { exact: true }).click();
    await page.getByText(label, { exact: true }).click();
    await page.getByText("Read the account", { exact: true }).click();
    await page.getByRole("textbox", { name: "Reason" }).fill("First request");
    await issueKey(page);
    const save = async (press: () => Promise<void>) => {
      const saving = page.waitForEvent("download");
      await press();
      const download = await saving;
      await download.saveAs(join(directory, download.suggestedFilename()));
      return download.suggestedFilename();
    };
    const download = page.getByRole("button", { name: /^Download/ });
    expect(await save(() => download.click())).toBe(`${name}.${file}`);
    await page.getByRole("button", { name: "Done" }).click();
    await page.getByRole("button", { name: "Yes, stored" }).click();
    await page.getByRole("link", { name: "Connect", exact: true }).last().click();
    await expect(page.getByText("No requests yet.")).toBeVisible();
    expect(await save(() => page.getByRole("link", { name: "keywarden-ca.pem" }).click())).toBe(
      "keywarden-ca.pem",
    );

    const code = async (tab: string) => {
      await page.getByRole("tab", { name: tab }).click();
      return (await page.locator("pre code").textContent()) ?? "";
    };
    const { stdout } = await run("bash", ["-e", "-c", await code("curl")], { cwd: directory });
    expect(stdout).toMatch(/^HTTP\/1\.1 200/);
    await expect(page.getByText(/First request let through/)).toBeVisible();
    const script = await code("TypeScript");
    const args = (/run with: node (.*?) {3}/.exec(script)?.[1] ?? "").split(" ");
    writeFileSync(join(directory, args.at(-1) ?? ""), script);
    // Without the colours that a test runner asks for.
    const env = { ...process.env, FORCE_COLOR: "0" };
    expect((await run(process.execPath, args, { cwd: directory, env })).stdout).toMatch(/^200 /);
    await axeInBothThemes(page);
    await shot(page, `connect-${kind}`);
  });
}

test("a key page that is not there, and a list that breaks, say so in their place", async ({
  ownerPage: page,
}) => {
  await page.goto("/keys/k_0000000000000000");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
  await page.goto("/keys/nothing");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("There is nothing here");
  await page.goto("/keys?view=all&after=not-a-cursor");
  await expect(page).toHaveURL(/\/keys\?view=all$/);
});
