export const longestClause = 400;

/** Whether a clause ends before this character: at a line's or sentence's end, a bullet, "),". */
function endsClause(text: string, at: number): boolean {
  const char = text[at] ?? "";
  if (char === "\n" || char === ";" || char === "•") return true;
  if (char === "." || char === "!" || char === "?")
    return (
      (at + 1 === text.length || /\s/.test(text[at + 1] ?? "")) &&
      !/(?<!\p{L})(?:j|jęz|min|np|z\.b)$/u.test(text.slice(Math.max(0, at - 4), at))
    );
  return char === "," && text[at - 1] === ")";
}

export function startOfClause(text: string, at: number): number {
  let start = at;
  // One more than is read, so that it is known to be too long.
  while (start > 0 && at - start <= longestClause && !endsClause(text, start - 1)) start--;
  return start;
}

export function endOfClause(text: string, at: number): number {
  let end = at;
  while (end < text.length && !endsClause(text, end)) end++;
  return end;
}
