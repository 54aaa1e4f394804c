import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { Taste } from "./preferences-parts.tsx";

const verdict = (company: string, said = "more") => ({ verdict: said, reason: "company", occupation: "data", company });
const lessons = (...verdicts: ReturnType<typeof verdict>[]) => {
  const page = renderToStaticMarkup(createElement(Taste, { view: { verdicts, locale: "en" }, token: "t" }));
  return [...page.matchAll(/<li>(.*?)<\/li>/g)].map(([, lesson]) => lesson);
};

test("what was learned of a company is one lesson, however it was written", () => {
  const both = lessons(verdict("Nordlicht GmbH"), verdict("NORDLICHT"), verdict("Acme"));
  expect(both[0]).toContain("Nordlicht GmbH and Acme");
  expect(lessons(verdict("Nordlicht GmbH"), verdict("Nordlicht", "less")).join()).not.toContain("Nordlicht");
  expect(lessons(verdict(" – "), verdict("Acme")).join()).not.toContain("–");
});
