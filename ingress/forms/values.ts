/** Commas, semicolons and line breaks separate what was typed. */
export function listOf(values: readonly string[], typed: boolean): string[] {
  const items = typed ? values.flatMap((value) => value.split(/[,;\n]/)) : values;
  return items.map((item) => item.trim()).filter((item) => item !== "");
}

/** Reads "45 000", "45.000", "45,000", "45'000", "45.000,00", "45k" and "14,50"; NaN = none of these. */
export function amountOf(text: string): number {
  const plain = text.replace(/[\s'’€$£]/g, "");
  const [, whole = "", part = "0", thousand] = /^(\d+|\d{1,3}(?:[.,]\d{3})+)(?:[.,](\d{1,2}))?(k)?$/i.exec(plain) ?? [];
  if (whole === "") return Number.NaN;
  const amount = Number(`${whole.replace(/[.,]/g, "")}.${part}`);
  return thousand ? Math.round(amount * 1000) : amount;
}

/** The same, for whole numbers only. */
export function wholeAmountOf(text: string): number {
  const amount = amountOf(text);
  return Number.isInteger(amount) ? amount : Number.NaN;
}

/** What browsers and programs send for a ticked box. */
export const isTicked = (text: string): boolean => ["on", "true", "yes", "1"].includes(text.toLowerCase());
