import { describe, expect, it } from "vitest";
import type { DeliveryMail, DeliveryMatch } from "./delivery.ts";
import { mailFixture } from "./fixtures.ts";
import { renderMail } from "./render.ts";

const context = { publicUrl: "https://jobping.example", emailDomain: "jobping.example" };
const render = (changes: Partial<DeliveryMail> = {}) => renderMail(mailFixture("digest", changes), context);
const [first, second] = mailFixture("digest").matches as [DeliveryMatch, DeliveryMatch];
const withFirst = (changes: Partial<DeliveryMatch>) => render({ matches: [{ ...first, ...changes }] });

describe("a digest", () => {
  it("tells of each posting all that is known, and what is not", async () => {
    const { text } = await render();
    expect(text).toContain(
      [
        "Junior Data Analyst (f/m/d) https://boards.example/nordlicht/jobs/4411?ref=feed&lang=en",
        "Nordlicht Analytics GmbH",
        "Berlin, Germany; Hamburg, Germany · Hybrid",
        "€45,000 – €52,000 a year · Entry level",
        "Data work in the city you named, and the languages are yours.",
        "Why: it is in Berlin, as you asked; data and analytics is your career path",
        "But: German is asked for at B2; you did not say whether you speak it",
        "Posted 17 Nov 2026 · checked 21 Nov 2026 · via Greenhouse https://www.greenhouse.com/",
        "+3 more at Nordlicht Analytics GmbH",
      ].join("\n"),
    );
    expect(text).toContain("€15.50 – €17 an hour · Internship (working student)");
    expect(text).toContain("via Arbeitnow https://www.arbeitnow.com/");
    expect(text).toContain("Remote within Germany, Spain, Portugal and 2 more\nPay not stated · Level not stated");
    expect(text).toContain("Posting date not stated · checked 21 Nov 2026");
    expect(text).toContain("+4 more fit as well");
    expect(text).toContain("We compared 1,214 live postings");
  });

  it("says once how many more a company has, below the last of its roles", async () => {
    const same = { company: first.company, sameCompany: 3 };
    const { text } = await render({ matches: [first, { ...second, ...same }] });
    expect(text.match(/\+3 more at/g)).toHaveLength(1);
    expect(text.indexOf("+3 more at")).toBeGreaterThan(text.indexOf(second.title));
    expect((await withFirst({ sameCompany: 0 })).text).not.toContain("more at");
    expect((await withFirst({ sameCompany: 3, company: " " })).text).not.toContain("more at");
  });

  it("shows the model's sentence as text, on one line, and no more than a line", async () => {
    const sentence = `<b>Best</b>\nclick https://evil.example ${"x".repeat(300)}`;
    const { html, text } = await withFirst({ sentence });
    expect(html).toContain("&lt;b&gt;Best&lt;/b&gt; click");
    expect(html).not.toContain('href="https://evil.example');
    expect(
      Math.max(
        ...text
          .split("\n")
          .filter((line) => line.includes("xxx"))
          .map((line) => line.length),
      ),
    ).toBe(140);
    expect((await withFirst({ sentence: null })).text).toContain("Entry level\nWhy:");
  });

  it("names each source as its terms ask", async () => {
    const adzuna = { label: "Jobs by Adzuna", url: "https://www.adzuna.co.uk/" };
    const { html, text } = await withFirst({ source: "adzuna", attribution: adzuna });
    expect(text).toContain("checked 21 Nov 2026 · Jobs by Adzuna https://www.adzuna.co.uk/");
    expect(html).toMatch(/<a [^>]*href="https:\/\/www\.adzuna\.co\.uk\/"[^>]*>Jobs by Adzuna<\/a>/);
    expect((await withFirst({ source: "some-old-board", attribution: null })).text).toContain("via some-old-board\n");
  });

  it("says so when a link could not be checked, and only then", async () => {
    expect((await withFirst({ linkStatus: "uncertain" })).text).toContain(
      "Posted 17 Nov 2026 · last seen 21 Nov 2026 · link could not be checked · via Greenhouse",
    );
    for (const linkStatus of ["live", null])
      expect((await withFirst({ linkStatus })).text).toContain(
        "Posted 17 Nov 2026 · checked 21 Nov 2026 · via Greenhouse",
      );
  });

  it("says of a posting that came back since when it is known", async () => {
    const repostedAt = "2026-11-16T09:00:00.000Z";
    const back = await withFirst({ firstSeenAt: "2026-03-09T09:00:00.000Z", repostedAt });
    for (const body of [back.html, back.text])
      expect(body).toContain("Posted 17 Nov 2026 · again since March · checked");
    // Still New Year's Eve in London, the next year already in Berlin.
    const old = { firstSeenAt: "2025-12-31T23:30:00.000Z", repostedAt };
    expect((await withFirst(old)).text).toContain("again since January ·");
    expect((await withFirst({ ...old, firstSeenAt: "2025-12-01T00:00:00.000Z" })).text).toContain(
      "since December 2025 ·",
    );
    expect((await withFirst({ firstSeenAt: old.firstSeenAt })).text).not.toContain("again since");
  });

  it("repeats what was asked for, and why it comes", async () => {
    const { text } = await render();
    expect(text).toContain(
      "You asked for: data and analytics; marketing and growth · internship; entry level · Berlin, Germany; Spain · on site; hybrid; remote.",
    );
    expect(text).toContain("You get this because ana.ruiz@mail.example is confirmed for job alerts.");
  });

  it("counts truly in its subject and names the first role", async () => {
    expect((await render()).subject).toBe(
      "3 new roles for you: Junior Data Analyst (f/m/d) at Nordlicht Analytics GmbH, …",
    );
    expect((await render({ matches: [second] })).subject).toBe(
      "1 new role for you: Werkstudent Business Intelligence at Müller & Söhne Logistik",
    );
    for (const period of ["welcome", "welcome:2026-11-26"])
      expect((await render({ period })).subject).toMatch(/^Your first 3 roles: Junior/);
  });

  it("says in the preheader what the subject leaves out", async () => {
    expect((await render()).html).toMatch(
      /data-skip-in-text="true">Also Werkstudent Business Intelligence at Müller &amp; Söhne Logistik, Growth/,
    );
    expect((await render({ matches: [second] })).html).toContain("Leipzig, Germany · On site · €15.50 – €17 an hour");
  });

  it("welcomes, also with nothing found yet", async () => {
    expect((await render({ period: "welcome" })).text).toContain(
      "Hi Ana Ruiz. Your alerts are confirmed. We compared 1,214 live postings",
    );
    const empty = await render({ period: "welcome", matches: [], more: 0, lookedAt: null });
    expect(empty.subject).toBe("Your job alerts are confirmed");
    expect(empty.text).toContain("Your alerts are confirmed. None fits yet; we look again every morning");
    expect(empty.text).not.toContain("more fit as well");
  });

  it("tells days in the person's time zone, and no day where there is none", async () => {
    const late = { postedAt: "2026-11-20T23:30:00Z", checkedAt: "2026-11-20T23:30:00Z" };
    const days = async (timeZone: string) => (await render({ timeZone, matches: [{ ...first, ...late }] })).text;
    expect(await days("Europe/Berlin")).toContain("Posted 21 Nov 2026 · checked 21 Nov 2026");
    expect(await days("America/New_York")).toContain("Posted 20 Nov 2026 · checked 20 Nov 2026");
    expect((await render({ timeZone: "Pacific/Honolulu", matches: [first] })).text).toContain("Posted 17 Nov 2026");
    expect(await days("Europe/Atlantis")).toContain("Posted 20 Nov 2026");
    expect((await withFirst({ postedAt: "yesterday" })).text).toContain("Posting date not stated");
  });
});

describe("what a posting or a person brings", () => {
  it("is text, never markup", async () => {
    const attack = `<img src=x onerror="alert(1)"></h2><script>alert(2)</script>`;
    const { html } = await render({
      name: attack,
      matches: [
        {
          ...first,
          title: attack,
          company: attack,
          reasons: [attack],
          gaps: [attack],
          source: attack,
          level: attack,
          programme: attack,
        },
      ],
    });
    expect(html).not.toMatch(/<script|<img/);
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
  });

  it.each([
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,hi",
    "//boards.example/1",
    "https://bank.example:secret@boards.example/",
    "not a link",
    `https://boards.example/${"a".repeat(2000)}`,
  ])("is linked only if the link is safe, not to %j", async (url) => {
    const { html, text } = await withFirst({ url });
    expect(html).toContain("Junior Data Analyst");
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, href]) => href)).toEqual([
      first.attribution?.url,
      expect.stringContaining("/preferences?token="),
      expect.stringContaining("/unsubscribe?token="),
    ]);
    expect(text).not.toContain("alert(1)");
  });

  it("cannot leave its attribute", async () => {
    const { html } = await withFirst({ url: `https://boards.example/"onmouseover="alert(1)` });
    expect(html).toContain('href="https://boards.example/%22onmouseover=%22alert(1)"');
  });

  it("cannot write a header, a second line or backwards", async () => {
    const { subject, html, text } = await render({
      name: "Ana\r\nBcc: victim@mail.example",
      matches: [
        { ...first, title: "Analyst\r\nBcc: victim@mail.example\u2028\u202egpj.exe", company: "Nord\u0000licht\u2066" },
      ],
    });
    expect(subject).toBe("1 new role for you: Analyst Bcc: victim@mail.example gpj.exe at Nord licht");
    for (const forged of ["\u0000", "\r", "\u2028", "\u202e", "\u2066"]) expect(html + text).not.toContain(forged);
  });

  it("is greeted by name only if the name is one", async () => {
    const introduction = async (name: string | null) => /\n\n(.*We compared)/.exec((await render({ name })).text)?.[1];
    expect(await introduction("José 陈")).toBe("Hi José 陈. We compared");
    expect(await introduction(null)).toBe("We compared");
    for (const name of ["https://spam.example", "www.spam.example now", "a@spam.example", " \n "])
      expect(await introduction(name)).toBe("We compared");
  });
});
