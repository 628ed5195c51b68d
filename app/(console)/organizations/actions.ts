"use server";

import { createOrganizationInput } from "#lib/orgs/contract.ts";
import { createOrganization } from "#lib/orgs/create.ts";
import { defineAction } from "#lib/web/define-action.ts";

export const createOrganizationAction = defineAction({
  permission: "org.create",
  input: createOrganizationInput,
  run: createOrganization,
});
