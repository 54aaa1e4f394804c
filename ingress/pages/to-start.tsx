import { pathIn } from "../locale.ts";
import { useLocale, useWords } from "./language.ts";

/** The way on from a page where nothing is left to do. */
export function ToStart() {
  const [locale, { common }] = [useLocale(), useWords().pages];
  return (
    <p>
      <a href={pathIn(locale, "/")}>{common.toStart}</a>
    </p>
  );
}
