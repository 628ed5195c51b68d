import * as z from "zod/mini";
import { strictInput } from "#lib/kernel/strict-input.ts";
import { displayName, orgId, scopeId } from "#lib/keys/contract.ts";

export const createOrganizationInput = strictInput({
  name: displayName,
  /** A tier's name in the configuration; none: the built-in default. */
  tier: z.optional(
    z
      .string("A tier is named as in the configuration.")
      .check(
        z.trim(),
        z.regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/, "A tier is named as in the configuration."),
      ),
  ),
  /** The widest scopes any of its keys may hold. */
  ceiling: z
    .array(scopeId, "Name at least one scope.")
    .check(z.minLength(1, "Name at least one scope."), z.maxLength(64, "A ceiling takes at most 64 scopes.")),
});
export type CreateOrganizationInput = z.output<typeof createOrganizationInput>;
export type CreateOrganizationError = "name_taken" | "scope_unknown" | "tier_unknown";
export type CreatedOrganization = { readonly id: string; readonly policyVersion: number };

export const renameVenueInput = strictInput({ name: displayName });
export type RenameVenueInput = z.output<typeof renameVenueInput>;
export type RenamedVenue = { readonly id: string; readonly name: string; readonly changed: boolean };
export type RenameVenueError = "venue_not_found" | "name_taken";

export const findOrganizationInput = strictInput({ orgId });

/** A list holds no more: a venue has hundreds of clients, not thousands. */
export const ORGANIZATIONS_MAX = 1_000;

export type Organization = {
  readonly id: string;
  readonly name: string;
  readonly kind: "venue" | "client";
  /** In the catalogue's order. */
  readonly ceiling: readonly string[];
  /** null: the built-in default. */
  readonly tier: string | null;
  readonly frozenAt: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
  /** Keys neither revoked nor expired. */
  readonly keys: number;
  /** Those of them that hold a transfer scope. */
  readonly keysThatMoveMoney: number;
};
