/** A text as Postgres takes it: without halves of characters and NUL, of which a single one refuses all that comes with it. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "");
