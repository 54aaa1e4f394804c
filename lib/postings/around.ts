/** Text around a match: most words are judged by a few beside them. */

/** Up to `most` characters before a position. */
export const textBefore = (text: string, at: number, most: number): string => text.slice(Math.max(0, at - most), at);

/** The text before the first border. */
export const untilFirst = (text: string, border: RegExp | string): string => text.split(border, 1)[0] ?? "";

/** The text after the last border. */
export const sinceLast = (text: string, border: RegExp | string): string => text.split(border).at(-1) ?? "";
