/** Of markup itself. */
const named = new Map(Object.entries({ amp: 0x26, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27, nbsp: 0xa0 }));

/** Of each UTF-16 code unit: 1 = in ASCII letters and digits. */
export const alphanumeric = new Uint8Array(2 ** 16);
for (const each of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
  alphanumeric[each.charCodeAt(0)] = 1;
export const ampersand = 0x26;
export const semicolon = 0x3b;
const numberSign = 0x23;
const less = 0x3c;
const greater = 0x3e;
const [letterG, letterL, letterT] = [0x67, 0x6c, 0x74];

/** Where the name ends that stands behind an ampersand. */
export function endOfName(units: Uint16Array, start: number): number {
  let end = units[start] === numberSign ? start + 1 : start;
  while (alphanumeric[units[end] as number] === 1) end++;
  return end;
}

/** The code unit of `amp`, `#38` or `#x26`; undefined for names that only a whole parser knows. */
export function unitNamed(name: string): number | undefined {
  const known = named.get(name);
  if (known !== undefined || !name.startsWith("#")) return known;
  const [, decimal, hexadecimal = ""] = /^#(?:0*(\d{1,5})|x0*([\da-f]{1,4}))$/i.exec(name) ?? [];
  const unit = decimal === undefined ? Number.parseInt(hexadecimal, 16) : Number(decimal);
  // Others are characters of an old code page, controls, or halves of a character.
  return (unit > 0x20 && unit < 0x7f) || (unit >= 0xa0 && unit < 0xd800) ? unit : undefined;
}

/** What hides markup: the signs of markup itself, and the space that is not to be broken. */
const hiding = new Set(named.values());

/** The unit of the entities that hide markup, however they are written: `lt`, `LT`, `#60`. */
export function markupNamed(text: string, units: Uint16Array, start: number, end: number): number | undefined {
  // Most are these two; to look up a name takes far longer.
  if (end - start === 2 && units[start + 1] === letterT) {
    if (units[start] === letterL) return less;
    if (units[start] === letterG) return greater;
  }
  const name = text.slice(start, end);
  const known = named.get(name);
  if (known !== undefined) return known;
  const unit = unitNamed(name.toLowerCase());
  return unit !== undefined && hiding.has(unit) ? unit : undefined;
}
