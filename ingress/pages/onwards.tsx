import { pathIn } from "../locale.ts";
import { pathWith } from "../mail-links.ts";
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

/** The way on for somebody whose link has just opened something. */
export function ToPreferences({ token }: { token: string }) {
  const { common } = useWords().pages;
  return (
    <p>
      <a href={pathWith(token, "/preferences")}>{common.links}</a>
    </p>
  );
}
