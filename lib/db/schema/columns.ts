import { customType, timestamp } from "drizzle-orm/pg-core";

/** Raw bytes. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** An instant, always with its zone; milliseconds are the finest step we rely on. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });
