import { CA_FILE } from "#components/keys/key-files.ts";
import { currentActor } from "#lib/web/current-actor.ts";
import { localCa } from "../local-ca.ts";

/** What clients of the gate trust: the local authority's certificate, as a file. */
export async function GET(): Promise<Response> {
  if ((await currentActor()) === null) return new Response("Sign in first.\n", { status: 401 });
  const certificate = await localCa();
  if (certificate === null) return new Response("The gate's certificate was given to it.\n", { status: 404 });
  return new Response(certificate, {
    headers: {
      "content-type": "application/x-pem-file",
      "content-disposition": `attachment; filename="${CA_FILE}"`,
      "cache-control": "no-store",
    },
  });
}
