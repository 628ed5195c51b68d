"use server";

import { beginEnrolment } from "#lib/identity/begin-enrolment.ts";
import { beginEnrolmentInput, findEnrolmentInput } from "#lib/identity/contract.ts";
import { findEnrolment } from "#lib/identity/find-enrolment.ts";
import { defineEntry } from "#lib/web/define-entry.ts";

export const findEnrolmentAction = defineEntry({
  name: "enrolment.find",
  input: findEnrolmentInput,
  run: (tx, _rp, input) => findEnrolment(tx, input),
});

export const beginEnrolmentAction = defineEntry({
  name: "enrolment.begin",
  input: beginEnrolmentInput,
  run: beginEnrolment,
});
