import type { z } from "zod";
import { connected, redisKey } from "../redis.ts";
import { figuresSchema, historySchema } from "./model.ts";

/** One JSON in Redis. It has no end of life: the last figures before everything stopped say when that was. */
export function kept<Schema extends z.ZodType>(name: string, schema: Schema) {
  let text: string | null = null;
  let value: z.output<Schema> | null = null;
  return {
    async write(next: z.output<Schema>): Promise<void> {
      await (await connected()).set(redisKey(name), JSON.stringify(next));
    },
    /** What was written last; null = nothing yet. @throws if Redis is away */
    async read(): Promise<z.output<Schema> | null> {
      const found = await (await connected()).get(redisKey(name));
      if (found !== text) value = found === null ? null : schema.parse(JSON.parse(found));
      text = found;
      return value;
    },
  };
}

export const figures = kept("figures", figuresSchema);
export const history = kept("figures-history", historySchema);
