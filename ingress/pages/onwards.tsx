import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
import { useLocale, useWords } from "./language.ts";

/** Where to go from a page on which nothing is left to do. */
export function ToStart() {
  const [locale, { common }] = [useLocale(), useWords().pages];
  return (
    <p>
      <a href={pathIn(locale, "/")}>{common.toStart}</a>
    </p>
  );
}

/** Where to go for somebody whose link has just opened something. */
export function ToPreferences({ token }: { token: string }) {
  const { common } = useWords().pages;
  return (
    <p>
      <a href={pathWith(token, "/preferences")}>{common.links}</a>
    </p>
  );
}
