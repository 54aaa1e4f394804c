/** The entities of markup itself. */
const named = new Map(Object.entries({ amp: 0x26, lt: 0x3c, gt: 0x3e, quot: 0x22, apos: 0x27, nbsp: 0xa0 }));

/** By UTF-16 code unit: 1 = an ASCII letter or digit. */
export const alphanumeric = new Uint8Array(2 ** 16);
for (const each of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
  alphanumeric[each.charCodeAt(0)] = 1;
export const ampersand = 0x26;
export const semicolon = 0x3b;
const numberSign = 0x23;
const less = 0x3c;
const greater = 0x3e;
const [letterG, letterL, letterT] = [0x67, 0x6c, 0x74];

/** Where the entity name after an ampersand ends. */
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
  // The others are characters of an old code page, controls or surrogates.
  return (unit > 0x20 && unit < 0x7f) || (unit >= 0xa0 && unit < 0xd800) ? unit : undefined;
}

/** What escaped markup consists of: markup's own characters and the non-breaking space. */
const hiding = new Set(named.values());

/** The code unit of an entity that hides markup, however it is written: `lt`, `LT`, `#60`. */
export function markupNamed(text: string, units: Uint16Array, start: number, end: number): number | undefined {
  // Most are these two, and looking up a name takes far longer.
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
