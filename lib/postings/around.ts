/** What stands around a find: most words are judged by a few beside them. */

/** At most so many characters before a place in a text. */
export const textBefore = (text: string, at: number, most: number): string => text.slice(Math.max(0, at - most), at);

/** What stands before the first border. */
export const untilFirst = (text: string, border: RegExp | string): string => text.split(border, 1)[0] ?? "";

/** What stands behind the last border. */
export const sinceLast = (text: string, border: RegExp | string): string => text.split(border).at(-1) ?? "";
