import type { CDPSession, Page } from "playwright/test";

/** A security key in software (CDP's), one that answers every request at once. */
export class VirtualAuthenticator {
  readonly #cdp: CDPSession;
  readonly #id: string;

  private constructor(cdp: CDPSession, id: string) {
    this.#cdp = cdp;
    this.#id = id;
  }

  static async attach(page: Page): Promise<VirtualAuthenticator> {
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable", { enableUI: false });
    const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        ctap2Version: "ctap2_1",
        transport: "usb",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return new VirtualAuthenticator(cdp, authenticatorId);
  }

  /** Everything it holds, private keys and counters included: another page's authenticator can go on with it. */
  async credentials(): Promise<unknown[]> {
    return (await this.#cdp.send("WebAuthn.getCredentials", { authenticatorId: this.#id })).credentials;
  }

  async add(credentials: readonly unknown[]): Promise<void> {
    for (const credential of credentials) {
      await this.#cdp.send("WebAuthn.addCredential", {
        authenticatorId: this.#id,
        credential: credential as never,
      });
    }
  }

  /** The person touches it and gives PIN or finger, or (false) does not. */
  async setVerifies(verifies: boolean): Promise<void> {
    await this.#cdp.send("WebAuthn.setUserVerified", { authenticatorId: this.#id, isUserVerified: verifies });
  }

  /** Takes it away, as when a person loses it. */
  async remove(): Promise<void> {
    await this.#cdp.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: this.#id });
  }
}
