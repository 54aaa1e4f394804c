/** Windows-1252's characters for the bytes 0x80 to 0x9f, where it differs from Latin-1. */
const windows = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const rest = `[\u0080-\u00bf${windows}]`;
const sequence = new RegExp(`[\u00c2-\u00df]${rest}|[\u00e0-\u00ef]${rest}{2}|[\u00f0-\u00f4]${rest}{3}`, "g");
/** Real texts have no such control characters, nor these letters before a sign such as © or £. */
const certain = /[\u0080-\u009f]|^[\u00c2\u00c3]|^\u00e2€/;
const decoder = new TextDecoder("utf-8", { fatal: true });

function byteOf(character: string): number {
  const at = windows.indexOf(character);
  return at < 0 ? character.charCodeAt(0) : 0x80 + at;
}

/** Repairs UTF-8 that was read as Latin-1 or Windows-1252 (`weâ€™re`), if it can be nothing else. */
export function withoutMojibake(text: string): string {
  return text.replace(sequence, (found) => {
    if (!certain.test(found)) return found;
    try {
      return decoder.decode(Uint8Array.from(found, byteOf));
    } catch {
      return found;
    }
  });
}
