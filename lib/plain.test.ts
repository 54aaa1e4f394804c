import { expect, test } from "vitest";
import { plain } from "./plain.ts";

test.each([
  ["Straße in Łódź", "strasse in lodz"],
  ["  C++, C#  & Go! ", "c++ c# go"],
  ["Œuvre d’Ħal", "oeuvre d hal"],
])("%s is as it is written without marks and letters of other alphabets: %s", (text, expected) => {
  expect(plain(text)).toBe(expected);
});
