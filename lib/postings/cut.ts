import { hash } from "node:crypto";

/** At most `most` bytes of UTF-8; a longer text ends in a hash, so that different texts stay different. */
export function cutTo(text: string, most: number): string {
  if (text.length * 3 <= most || Buffer.byteLength(text) <= most) return text;
  const tail = `~${hash("sha256", text, "base64url").slice(0, 8)}`;
  let kept = text.slice(0, most - tail.length);
  while (Buffer.byteLength(kept) > most - tail.length) kept = kept.slice(0, -1);
  return `${kept.toWellFormed().replace(/\ufffd$/, "")}${tail}`;
}
