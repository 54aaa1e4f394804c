/** A text as Postgres takes it: without lone surrogates and NUL, one of which makes it refuse all that comes along. */
export const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "");
