import { z } from "zod";
import { inUtc } from "./loose.ts";

/** Seconds or milliseconds since 1970, as a number or digits, or a date as text: what `instantOf` takes. */
export const moment = z
  .union([z.number(), z.string().trim().min(1)])
  .transform((value) => {
    if (typeof value === "number" || /^\d{9,13}$/.test(value)) return Number(value);
    // A year alone names no day.
    return /^\d+$/.test(value) ? null : inUtc(value);
  })
  .nullable()
  .catch(null);
