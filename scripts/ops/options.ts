import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import { UsageError } from "./refusals.ts";

/** A command line's options and positional arguments. @throws UsageError */
export function optionsOf<const Options extends ParseArgsOptionsConfig>(
  args: string[],
  options: Options,
  /** How many positional arguments it takes. */
  words: { least?: number; most?: number } = {},
) {
  const parsed = (() => {
    try {
      return parseArgs({ args, options, allowPositionals: true });
    } catch (error) {
      throw new UsageError((error as Error).message);
    }
  })();
  const { values, positionals } = parsed;
  const { least = 0, most = least } = words;
  if (positionals.length > most) throw new UsageError(`"${positionals[most]}" is not understood.`);
  if (positionals.length < least) throw new UsageError("Something is missing.");
  return { values, words: positionals };
}
