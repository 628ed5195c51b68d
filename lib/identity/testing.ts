import { createHash, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import type { PersonActor, SystemActor } from "#lib/authz/actor.ts";
import { withTx } from "#lib/db/client.ts";
import { beginEnrolment } from "./begin-enrolment.ts";
import { beginSignIn } from "./begin-sign-in.ts";
import { completeEnrolment } from "./complete-enrolment.ts";
import { completeSignIn } from "./complete-sign-in.ts";
import type { AssertionAnswer, RegistrationAnswer, RelyingParty, Source } from "./contract.ts";
import { createOwnerEnrolment } from "./create-enrolment.ts";
import { findSession } from "./sessions.ts";
import type { AssertionOptions, RegistrationOptions } from "./webauthn.ts";

export const rp: RelyingParty = { id: "localhost", origin: "http://localhost:3000" };
export const source: Source = { ip: "198.51.100.7", userAgent: "test" };
export const consoleActor: SystemActor = { kind: "system", id: "system:console" };
const launcher: SystemActor = { kind: "system", id: "system:launcher" };

/** What a test changes in an answer that would otherwise be right. */
export type Forged = {
  readonly origin?: string;
  readonly rpId?: string;
  readonly counter?: number;
  readonly userVerified?: boolean;
  readonly crossOrigin?: boolean;
  readonly type?: string;
  readonly userHandle?: string;
  readonly brokenSignature?: boolean;
};

/** An authenticator in software: makes real attestations (`none`) and assertions (ES256), and counts. */
export class SoftAuthenticator {
  readonly credentialId = randomBytes(32);
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  #userHandle = "";
  counter = 0;

  create(options: RegistrationOptions, forged: Forged = {}): RegistrationAnswer {
    this.#userHandle = options.user.id;
    const { x, y } = this.#keys.publicKey.export({ format: "jwk" }) as { x: string; y: string };
    const cose = cborMap([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, Buffer.from(x, "base64url")],
      [-3, Buffer.from(y, "base64url")],
    ]);
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const data = Buffer.concat([
      this.#authenticatorData(0x40, forged),
      Buffer.alloc(16),
      length,
      this.credentialId,
      cose,
    ]);
    const attestation = cborMap([
      ["fmt", "none"],
      ["attStmt", null],
      ["authData", data],
    ]);
    const id = this.credentialId.toString("base64url");
    return {
      id,
      rawId: id,
      type: "public-key",
      response: {
        clientDataJSON: clientData(forged.type ?? "webauthn.create", options.challenge, forged).toString(
          "base64url",
        ),
        attestationObject: attestation.toString("base64url"),
        transports: ["usb"],
      },
    };
  }

  get(options: AssertionOptions, forged: Forged = {}): AssertionAnswer {
    this.counter += 1;
    const data = this.#authenticatorData(0, forged);
    const client = clientData(forged.type ?? "webauthn.get", options.challenge, forged);
    const signed = Buffer.concat([data, createHash("sha256").update(client).digest()]);
    const signature = sign("sha256", signed, this.#keys.privateKey);
    if (forged.brokenSignature) signature.writeUInt8(signature.readUInt8(10) ^ 1, 10);
    const id = this.credentialId.toString("base64url");
    return {
      id,
      rawId: id,
      type: "public-key",
      response: {
        clientDataJSON: client.toString("base64url"),
        authenticatorData: data.toString("base64url"),
        signature: signature.toString("base64url"),
        userHandle: forged.userHandle ?? this.#userHandle,
      },
    };
  }

  #authenticatorData(flags: number, forged: Forged): Buffer {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(forged.counter ?? this.counter);
    const rpIdHash = createHash("sha256")
      .update(forged.rpId ?? rp.id)
      .digest();
    const verified = forged.userVerified === false ? 0 : 0x04;
    return Buffer.concat([rpIdHash, Buffer.from([0x01 | verified | flags]), counter]);
  }
}

function clientData(type: string, challenge: string, { origin, crossOrigin }: Forged): Buffer {
  return Buffer.from(
    JSON.stringify({ type, challenge, origin: origin ?? rp.origin, crossOrigin: crossOrigin ?? false }),
  );
}

type Cbor = number | string | Buffer | null;

/** As much CBOR (RFC 8949) as an attestation has; `null` stands for an empty map. */
function cborMap(entries: readonly (readonly [number | string, Cbor])[]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat().map(cborItem)]);
}

function cborItem(item: Cbor): Buffer {
  if (item === null) return cborHead(5, 0);
  if (typeof item === "number") return item >= 0 ? cborHead(0, item) : cborHead(1, -1 - item);
  if (typeof item === "string") return Buffer.concat([cborHead(3, item.length), Buffer.from(item)]);
  return Buffer.concat([cborHead(2, item.length), item]);
}

function cborHead(major: number, n: number): Buffer {
  if (n < 24) return Buffer.from([(major << 5) | n]);
  if (n < 256) return Buffer.from([(major << 5) | 24, n]);
  return Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
}

/** The token of a fresh owner's link. */
export async function newToken(at = new Date(), email: string | null = null): Promise<string> {
  const link = await withTx(
    launcher,
    (tx) => createOwnerEnrolment(tx, launcher, { consoleOrigin: rp.origin, email }),
    at,
  );
  if (!link.ok) throw new Error(link.code);
  return new URL(link.value.enrolmentUrl).hash.slice(1);
}

export type Enrolled = {
  readonly device: SoftAuthenticator;
  readonly handle: string;
  readonly actor: PersonActor;
};

/** Enrols an owner by a fresh link, all the way. */
export async function enrolOwner(email: string, at = new Date()): Promise<Enrolled> {
  const device = new SoftAuthenticator();
  const person = { token: await newToken(at), name: "Mara Lindt", email };
  const options = await withTx(consoleActor, (tx) => beginEnrolment(tx, rp, person), at);
  if (!options.ok) throw new Error(options.code);
  const answer = device.create(options.value);
  const done = await withTx(
    consoleActor,
    (tx) => completeEnrolment(tx, consoleActor, rp, { ...person, answer }, source),
    at,
  );
  if (!done.value.ok) throw new Error(done.value.code);
  return { device, handle: done.value.value.handle, actor: await actorBehind(done.value.value.handle, at) };
}

/** Signs in with a device that is enrolled. */
export async function signIn(device: SoftAuthenticator, at = new Date(), forged: Forged = {}) {
  const options = await withTx(consoleActor, (tx) => beginSignIn(tx, rp), at);
  if (!options.ok) throw new Error("no options");
  const answer = device.get(options.value, forged);
  const done = await withTx(
    consoleActor,
    (tx) => completeSignIn(tx, consoleActor, rp, { answer }, source),
    at,
  );
  return done.value;
}

/** Who a handle is at a time. */
export async function actorBehind(handle: string, at = new Date()): Promise<PersonActor> {
  const actor = await findActor(handle, at);
  if (actor === null) throw new Error("nobody is behind this handle");
  return actor;
}

export function findActor(handle: string, at = new Date()): Promise<PersonActor | null> {
  return withTx(consoleActor, (tx) => findSession(tx, handle, source), at);
}
