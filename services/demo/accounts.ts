/** What one organization holds of one asset, in 10^-8 of it. */
export type Balance = { readonly free: bigint; readonly locked: bigint };

type Holding = { free: bigint; locked: bigint };

/** Organizations an exchange holds at once; further ones are turned away, so that memory stays bounded. */
const ACCOUNTS_MAX = 1_000;

/** The paper money: amounts move between holdings and are neither made nor lost, opening an account aside. */
export class Accounts {
  readonly #byOrg = new Map<string, Map<string, Holding>>();

  /**
   * Opens an account with its starting amounts, unless it is open.
   *
   * @returns false when no further account fits.
   */
  open(orgId: string, starting: ReadonlyMap<string, bigint>): boolean {
    if (this.#byOrg.has(orgId)) return true;
    if (this.#byOrg.size >= ACCOUNTS_MAX) return false;
    const holdings = new Map<string, Holding>();
    for (const [asset, free] of starting) holdings.set(asset, { free, locked: 0n });
    this.#byOrg.set(orgId, holdings);
    return true;
  }

  balances(orgId: string): ReadonlyMap<string, Balance> {
    return this.#byOrg.get(orgId) ?? new Map();
  }

  /** Sets an amount aside for an order; false, and nothing changed, when there is not enough. */
  lock(orgId: string, asset: string, amount: bigint): boolean {
    const holding = this.#holding(orgId, asset);
    if (amount < 0n || holding.free < amount) return false;
    holding.free -= amount;
    holding.locked += amount;
    return true;
  }

  unlock(orgId: string, asset: string, amount: bigint): void {
    const holding = this.#holding(orgId, asset);
    if (amount < 0n || holding.locked < amount) throw new Error(`unlocks more ${asset} than is locked`);
    holding.locked -= amount;
    holding.free += amount;
  }

  /** Pays out of what the payer has locked. */
  payLocked(from: string, to: string, asset: string, amount: bigint): void {
    const payer = this.#holding(from, asset);
    if (amount < 0n || payer.locked < amount) throw new Error(`pays more ${asset} than is locked`);
    payer.locked -= amount;
    this.#holding(to, asset).free += amount;
  }

  /** All there is of an asset, over all accounts. */
  total(asset: string): bigint {
    let sum = 0n;
    for (const holdings of this.#byOrg.values()) {
      const held = holdings.get(asset);
      if (held) sum += held.free + held.locked;
    }
    return sum;
  }

  #holding(orgId: string, asset: string): Holding {
    const holding = this.#byOrg.get(orgId)?.get(asset);
    if (!holding) throw new Error(`no holding of ${asset}: the account opens with every asset`);
    return holding;
  }
}
