import { request } from "node:http";
import type { Product } from "./support/product.ts";
import { expect, OWNER, test } from "./support/test.ts";

// What no browser would send, and what a browser would send for another site.

type Raw = { readonly status: number; readonly headers: Record<string, unknown>; readonly body: string };

/** A request as no browser would send it. */
function send(
  product: Product,
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(`${product.consoleUrl}${path}`, { method, headers }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }),
      );
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

const json = { "content-type": "application/json" };

test("a sign-in from another site, or from nowhere, is refused", async ({ product }) => {
  const origin = product.consoleUrl;
  for (const headers of [
    json,
    { ...json, origin: "https://evil.example" },
    { ...json, origin, "sec-fetch-site": "cross-site" },
    { "content-type": "text/plain", origin },
    { "content-type": "application/x-www-form-urlencoded", origin },
    { ...json, origin: "https://evil.example", "x-forwarded-host": "evil.example" },
  ]) {
    const answer = await send(product, "POST", "/api/auth/callback/passkey", headers, "{}");
    expect(answer.status).toBe(403);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: false, code: "request_refused" });
    expect(answer.headers["set-cookie"]).toBeUndefined();
  }
});

test("a sign-in without the CSRF cookie's token is refused", async ({ product }) => {
  const answer = await send(
    product,
    "POST",
    "/api/auth/callback/passkey",
    { ...json, origin: product.consoleUrl, "content-length": "2" },
    "{}",
  );
  expect(JSON.parse(answer.body)).toMatchObject({ ok: false, code: "request_refused" });
});

test("next-auth's own pages and updates are not there", async ({ product }) => {
  for (const path of ["signin", "signout", "error", "providers", "callback/passkey", "verify-request"])
    expect((await send(product, "GET", `/api/auth/${path}`, {})).status).toBe(404);
  for (const path of ["signout", "session", "signin/passkey", "callback/other", "_log"]) {
    const answer = await send(
      product,
      "POST",
      `/api/auth/${path}`,
      { ...json, origin: product.consoleUrl },
      "{}",
    );
    expect(answer.status).toBe(404);
  }
});

test("a page without a sign-in shows nothing, whatever the request claims about middleware", async ({
  product,
}) => {
  for (const value of ["proxy", "src/proxy", "middleware:middleware:middleware:middleware:middleware", "1"]) {
    const answer = await send(product, "GET", "/settings", {
      "x-middleware-subrequest": value,
      "x-nextjs-data": "1",
    });
    expect(answer.body).not.toContain(OWNER.email);
    expect(answer.headers["content-security-policy"]).toContain("default-src 'none'");
  }
});

test("another Host gets no page", async ({ product }) => {
  expect((await send(product, "GET", "/sign-in", { host: "evil.example" })).status).toBe(421);
});

test("an address that a client claims is not believed", async ({ ownerPage: page }) => {
  await page.setExtraHTTPHeaders({
    "x-forwarded-for": "203.0.113.9",
    "x-keywarden-client-ip": "203.0.113.9",
  });
  await page.goto("/settings");
  await page.getByRole("button", { name: `Account: ${OWNER.name}` }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in?state=signed-out");
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await page.waitForURL((to) => !to.pathname.startsWith("/sign-in"));
  await page.goto("/settings");
  await expect(page.getByRole("listitem").filter({ hasText: "This one" })).toContainText(/127\.0\.0\.1|::1/);
  await expect(page.getByText("203.0.113.9")).toHaveCount(0);
});

test("answers carry the headers that keep a browser safe", async ({ product }) => {
  const { headers } = await send(product, "GET", "/sign-in", {});
  expect(headers["content-security-policy"]).toContain("frame-ancestors 'none'");
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["referrer-policy"]).toBe("no-referrer");
  expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
  expect(headers["permissions-policy"]).toContain("publickey-credentials-get=(self)");
  expect(headers["x-powered-by"]).toBeUndefined();
});

test("an action that a page of the console didn't call changes nothing", async ({
  ownerPage: page,
  product,
}) => {
  await page.goto("/settings");
  const field = page.getByLabel("Venue's name");
  await expect(field).not.toHaveValue("");
  await field.fill("Called by its page");
  const [called] = await Promise.all([
    page.waitForRequest((asked) => asked.headers()["next-action"] !== undefined),
    page.getByRole("button", { name: "Save" }).click(),
  ]);
  await expect(page.getByText("The venue is called Called by its page.").first()).toBeVisible();
  const cookies = await page.context().cookies();
  const real = {
    cookie: cookies.map(({ name, value }) => `${name}=${value}`).join("; "),
    "content-type": "text/plain;charset=UTF-8",
    "next-action": called.headers()["next-action"] ?? "",
    accept: "text/x-component",
    origin: product.consoleUrl,
    "sec-fetch-site": "same-origin",
  };
  const body = JSON.stringify([{ name: "Called from elsewhere" }]);
  const { origin: _origin, ...nowhere } = real;
  const { "next-action": _action, ...form } = real;
  for (const forged of [
    nowhere,
    { ...real, origin: "https://evil.example" },
    { ...real, origin: "https://evil.example", "x-forwarded-host": "evil.example" },
    { ...real, "sec-fetch-site": "cross-site" },
    { ...real, "content-type": "application/x-www-form-urlencoded" },
    { ...form, "content-type": "multipart/form-data; boundary=x" },
  ]) {
    await send(product, "POST", "/settings", forged, body);
    await page.reload();
    await expect(field).toHaveValue("Called by its page");
  }
  const answer = await send(product, "POST", "/settings", real, body);
  expect(answer.body).toContain("Called from elsewhere");
});
