import type { KeyDetail } from "#lib/keys/contract.ts";
import type { Surroundings } from "../surroundings.ts";

export type Search = Readonly<Record<string, string | string[] | undefined>>;

/** What every tab of a key's page is given. */
export type TabProps = {
  readonly detail: KeyDetail;
  readonly around: Surroundings;
  readonly search: Search;
  /** When they were read. */
  readonly asOfMs: number;
};

/** The first value of a parameter. */
export function parameter(search: Search, name: string): string | undefined {
  return [search[name] ?? []].flat()[0];
}
