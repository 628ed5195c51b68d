import { createHash, createPrivateKey, randomUUID } from "node:crypto";
import { request } from "node:https";
import { createSigner, httpbis } from "http-message-signatures";

/** A client of the gate, on a library that was not written here: RFC 9421 with Ed25519. */
export type Client = {
  readonly keyId: string;
  /** The private key as the console let it be saved. */
  readonly pem: string;
  /** What the gate's certificate is signed by. */
  readonly ca: string;
};

export type Call = { readonly url: string; readonly method?: string; readonly body?: unknown };

export type GateAnswer = {
  readonly status: number;
  /** The gate's own word for a refusal; null where the upstream answered. */
  readonly code: string | null;
  readonly body: unknown;
};

/** Sends one request signed over method, target and, where there is one, the body's digest. */
export async function sendSigned(client: Client, call: Call): Promise<GateAnswer> {
  const { url, method = call.body === undefined ? "GET" : "POST" } = call;
  const body = call.body === undefined ? "" : JSON.stringify(call.body);
  const digest = createHash("sha256").update(body).digest("base64");
  const withBody = call.body !== undefined;
  const signed = await httpbis.signMessage(
    {
      key: createSigner(createPrivateKey(client.pem), "ed25519", client.keyId),
      name: "sig1",
      fields: ["@method", "@target-uri", ...(withBody ? ["content-digest"] : [])],
      params: ["created", "nonce", "keyid", "alg"],
      paramValues: { created: new Date(), nonce: randomUUID() },
    },
    {
      method,
      url,
      headers: withBody
        ? { "content-type": "application/json", "content-digest": `sha-256=:${digest}:` }
        : {},
    },
  );
  return send(url, method, signed.headers as Record<string, string>, body, client.ca);
}

function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: string,
  ca: string,
): Promise<GateAnswer> {
  return new Promise((resolve, reject) => {
    const sending = request(url, { method, headers, ca, minVersion: "TLSv1.3", agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      answer.on("end", () => {
        const code = answer.headers["x-keywarden-code"];
        resolve({
          status: answer.statusCode ?? 0,
          code: typeof code === "string" ? code : null,
          body: text === "" ? null : JSON.parse(text),
        });
      });
    });
    sending.on("error", reject);
    sending.end(body);
  });
}
