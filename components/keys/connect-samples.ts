// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these lines are code for others to run
import type { CodeSample } from "#components/ui/code-snippet.tsx";
import type { IssuableKind } from "#lib/keys/contract.ts";
import type { ConnectTarget } from "./connect-target.ts";
import { CA_FILE, keyFileName } from "./key-files.ts";

type Wanted = {
  readonly keyId: string;
  readonly name: string;
  readonly kind: IssuableKind;
  /** The number of the current version: its file is named by it. */
  readonly version: number;
  readonly target: Pick<ConnectTarget, "url" | "method" | "body">;
};

/**
 * Lines that send one signed request as they are, for each language: RFC 9421 with Ed25519 or HMAC, or a bearer token.
 * The key's secret is read from the file that was saved when it was made.
 */
export function connectSamples(wanted: Wanted): readonly CodeSample[] {
  return [
    { id: "curl", label: "curl", code: shell(wanted) },
    { id: "typescript", label: "TypeScript", code: typescript(wanted) },
  ];
}

function shell({ keyId, name, kind, version, target }: Wanted): string {
  const { url, method, body } = target;
  const file = keyFileName({ name, keyId, kind, version });
  const setup = [
    `CA_FILE=${CA_FILE}`,
    `URL=${quoted(url)}`,
    ...(body === null ? [] : [`BODY=${quoted(body)}`]),
  ];
  const send = (headers: readonly string[], before = "") =>
    [
      `${before}curl -i --cacert "$CA_FILE" ${method === "GET" ? "" : `-X ${method} `}"$URL"`,
      ...headers,
      ...(body === null ? [] : [`-H 'Content-Type: application/json'`, '--data-raw "$BODY"']),
    ].join(" \\\n  ");
  if (kind === "bearer") {
    return lines(
      "# Needs bash and curl. The token goes to curl through a pipe, where no other user sees it.",
      `. ./${file}`,
      ...setup,
      "",
      send(["-H @-"], `printf 'Authorization: Bearer %s\\n' "$KEYWARDEN_TOKEN" | `),
    );
  }
  const covered = ['"@method"', '"@target-uri"', ...(body === null ? [] : ['"content-digest"'])];
  const base = [
    `"@method": ${method}`,
    '"@target-uri": %s',
    ...(body === null ? [] : ['"content-digest": %s']),
    '"@signature-params": %s',
  ].join("\\n");
  const print = `printf '${base}' "$URL" ${body === null ? "" : '"$DIGEST" '}"$PARAMS"`;
  const headers = [
    ...(body === null ? [] : ['-H "Content-Digest: $DIGEST"']),
    '-H "Signature-Input: kw=$PARAMS"',
    '-H "Signature: kw=:$SIGNATURE:"',
  ];
  return lines(
    "# Needs bash, curl and OpenSSL 3.",
    ...(kind === "ed25519" ? [`KEY_FILE=./${file}`] : [`. ./${file}`]),
    `KEY_ID=${keyId}`,
    ...setup,
    "",
    ...(body === null
      ? []
      : ['DIGEST="sha-256=:$(printf %s "$BODY" | openssl dgst -sha256 -binary | openssl base64 -A):"']),
    `COVERED='(${covered.join(" ")})'`,
    'PARAMS="$COVERED;created=$(date +%s);nonce=\\"$(openssl rand -hex 16)\\";keyid=\\"$KEY_ID\\""',
    ...(kind === "ed25519" ? signWithFile(print) : signWithSecret(print)),
    "",
    send(headers),
  );
}

/** OpenSSL signs Ed25519 from a file only. */
function signWithFile(print: string): string[] {
  return [
    "BASE=$(mktemp)",
    `${print} > "$BASE"`,
    'SIGNATURE=$(openssl pkeyutl -sign -rawin -inkey "$KEY_FILE" -in "$BASE" | openssl base64 -A)',
    'rm "$BASE"',
  ];
}

function signWithSecret(print: string): string[] {
  return [
    "# On a machine with other users take the TypeScript lines: OpenSSL's arguments can be seen while it runs.",
    `SIGNATURE=$(${print} |`,
    '  openssl dgst -sha256 -mac HMAC -macopt "key:$KEYWARDEN_SECRET" -binary | openssl base64 -A)',
  ];
}

const FILE = "first-request.mts";

function typescript({ keyId, name, kind, version, target }: Wanted): string {
  const { url, method, body } = target;
  const file = keyFileName({ name, keyId, kind, version });
  const fromEnv = kind !== "ed25519";
  const run = fromEnv ? `node --env-file=${file} ${FILE}` : `node ${FILE}`;
  const named = {
    ed25519: "createHash, createPrivateKey, randomUUID, sign",
    hmac: "createHash, createHmac, randomUUID",
    bearer: "",
  }[kind];
  const imports = body === null ? named.replace("createHash, ", "") : named;
  return lines(
    `// Save as ${FILE}, run with: ${run}   (Node 22.18 or newer, no dependency)`,
    ...(imports === "" ? [] : [`import { ${imports} } from "node:crypto";`]),
    'import { readFileSync } from "node:fs";',
    'import { request } from "node:https";',
    "",
    `const url = ${JSON.stringify(url)};`,
    ...(body === null ? [] : [`const body = ${JSON.stringify(body)};`]),
    ...(kind === "bearer"
      ? ["const headers = {", "  authorization: `Bearer ${process.env.KEYWARDEN_TOKEN}`,"]
      : signature(kind, keyId, file, method, body !== null)),
    ...(body === null ? [] : ['  "content-type": "application/json",']),
    "};",
    "",
    `request(url, { method: ${JSON.stringify(method)}, headers, ca: readFileSync(${JSON.stringify(CA_FILE)}) }, async (answer) => {`,
    '  let text = "";',
    "  for await (const part of answer) text += part;",
    "  console.log(answer.statusCode, text);",
    `}).end(${body === null ? "" : "body"});`,
  );
}

function signature(
  kind: "ed25519" | "hmac",
  keyId: string,
  file: string,
  method: string,
  withBody: boolean,
): string[] {
  const covered = ['"@method"', '"@target-uri"', ...(withBody ? ['"content-digest"'] : [])].join(" ");
  return [
    ...(withBody
      ? ['const digest = `sha-256=:${createHash("sha256").update(body).digest("base64")}:`;']
      : []),
    `const params = \`(${covered});created=\${Math.floor(Date.now() / 1000)};nonce="\${randomUUID()}";keyid="${keyId}"\`;`,
    "const base = [",
    `  '"@method": ${method}',`,
    '  `"@target-uri": ${url}`,',
    ...(withBody ? ['  `"content-digest": ${digest}`,'] : []),
    '  `"@signature-params": ${params}`,',
    '].join("\\n");',
    ...(kind === "ed25519"
      ? [
          `const privateKey = createPrivateKey(readFileSync(${JSON.stringify(file)}));`,
          'const signature = sign(null, Buffer.from(base), privateKey).toString("base64");',
        ]
      : [
          'const secret = process.env.KEYWARDEN_SECRET ?? "";',
          'const signature = createHmac("sha256", secret).update(base).digest("base64");',
        ]),
    "const headers = {",
    ...(withBody ? ['  "content-digest": digest,'] : []),
    '  "signature-input": `kw=${params}`,',
    "  signature: `kw=:${signature}:`,",
  ];
}

/** For a shell, between single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function lines(...all: readonly string[]): string {
  return all.join("\n");
}
