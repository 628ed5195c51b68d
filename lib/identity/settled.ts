import type { Ok, Result } from "#lib/kernel/result.ts";

/**
 * An answer whose transaction commits even when it is a refusal: the spent challenge and the audit event stand.
 * `withTx` rolls an Err back, so the Result travels inside an Ok; the caller unwraps it after the commit.
 */
export type Settled<T, E extends string> = Ok<Result<T, E>>;
