/** Typed items stand apart by commas, semicolons or line breaks. */
export function listOf(values: readonly string[], typed: boolean): string[] {
  const items = typed ? values.flatMap((value) => value.split(/[,;\n]/)) : values;
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

export function cityOrId(city: string): string | number {
  return /^\d{1,12}$/.test(city) ? Number(city) : city;
}

/** "45 000", "45.000", "45,000", "45'000", "45.000,00", "45k" and "14,50" are how people write numbers. NaN = none of them. */
export function amountOf(text: string): number {
  const plain = text.replace(/[\s'’€$£]/g, "");
  const [, whole = "", part = "0", thousand] = /^(\d+|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?(k)?$/i.exec(plain) ?? [];
  if (whole === "") return Number.NaN;
  const amount = Number(`${whole.replace(/[.,]/g, "")}.${part}`);
  return thousand ? Math.round(amount * 1000) : amount;
}

/** The same where only a whole number will do. */
export function wholeAmountOf(text: string): number {
  const amount = amountOf(text);
  return Number.isInteger(amount) ? amount : Number.NaN;
}

/** What browsers and programs send for a box that is ticked. */
export const isTicked = (text: string): boolean => ["on", "true", "yes", "1"].includes(text.toLowerCase());
