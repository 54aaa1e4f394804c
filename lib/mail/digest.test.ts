import { describe, expect, it } from "vitest";
import type { DeliveryMail, DeliveryMatch } from "./delivery.ts";
import { mailFixture, offer } from "./fixtures.ts";
import { renderMail } from "./render.ts";

const context = { publicUrl: "https://jobping.test", emailDomain: "jobping.test", premium: offer };
const render = (changes: Partial<DeliveryMail> = {}) => renderMail(mailFixture("digest", changes), context);
const [first, second] = mailFixture("digest").matches as [DeliveryMatch, DeliveryMatch];
const withFirst = (changes: Partial<DeliveryMatch>) => render({ matches: [{ ...first, ...changes }] });

describe("a digest", () => {
  it("tells of each posting all that is known, and what is not", async () => {
    const { text } = await render();
    expect(text).toContain(
      [
        "Junior Data Analyst (f/m/d)",
        "Nordlicht Analytics GmbH",
        "Berlin and Hamburg, Germany · Hybrid",
        "€45,000 – €52,000 a year · Entry-level role",
        "You wanted data work in the city, and this is a first job in it.",
        "What fits: In Berlin; Data and analytics, as you asked",
        "What may not: German B2 required, you listed English",
        "https://boards.test/nordlicht/jobs/4411?ref=feed&lang=en",
        "Posted 17 Nov 2026 · checked 21 Nov 2026 · via Greenhouse https://www.greenhouse.com/",
        "+3 more at Nordlicht Analytics GmbH",
      ].join("\n"),
    );
    expect(text).toContain("€15.50 – €17 an hour · Working student role");
    expect(text).toContain("via Arbeitnow https://www.arbeitnow.com/");
    expect(text).toContain("Remote within Germany, Spain, Portugal and 2 more\nPay not stated · Level not stated");
    expect(text).toContain("Posting date not stated · checked 21 Nov 2026");
    expect(text).toContain("+4 more fit as well");
    expect(text).toContain("We compared 1,214 live postings");
    expect((await withFirst({ company: "" })).text).toContain("Junior Data Analyst (f/m/d)\nCompany not named\nBerlin");
  });

  it("names two reasons and two gaps, a gap that the facts say only if it is the first", async () => {
    const gapsIn = async (...gaps: string[]) =>
      /What may not: (.*)/.exec((await withFirst({ gaps, salary: null, reasons: ["A", "B", "C"] })).text)?.[1];
    expect((await withFirst({ reasons: ["A", "B", "C"] })).text).toContain("What fits: A; B\n");
    expect(await gapsIn("Remote, but not stated from which countries", "Pay not stated", "Spanish required")).toBe(
      "Remote, but not stated from which countries; Spanish required",
    );
    expect(await gapsIn("Pay not stated", "Spanish required", "Level not stated")).toBe(
      "Pay not stated; Spanish required",
    );
  });

  it("says in the first one when the next come, and always what premium would bring instead", async () => {
    const premium = "up to 10 jobs in an email instead of 5, every day if you like";
    const rhythm = "From now on we write on Thursdays, if new jobs fit: up to 5 in an email.";
    for (const period of ["welcome", "welcome:2026-11-24"]) {
      const { text } = await render({ period });
      expect(text.indexOf(rhythm)).toBeLessThan(text.indexOf(premium));
      expect(text).toContain(rhythm);
    }
    const later = (await render({ period: "2026-11-26" })).text;
    expect(later).toContain(premium);
    for (const { text } of [{ text: later }, await render({ period: "welcome", tier: "premium" })])
      expect(text).not.toContain(rhythm);
  });

  it("says once how many more a company has, below the last of its jobs", async () => {
    const same = { company: first.company, sameCompany: 3 };
    const { text } = await render({ matches: [first, { ...second, ...same }] });
    expect(text.match(/\+3 more at/g)).toHaveLength(1);
    expect(text.indexOf("+3 more at")).toBeGreaterThan(text.indexOf(second.title));
    const respelt = { ...same, company: "NORDLICHT ANALYTICS" };
    const both = (await render({ matches: [first, { ...second, ...respelt }] })).text;
    expect(both.match(/\+3 more at .*/g)).toEqual(["+3 more at NORDLICHT ANALYTICS"]);
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
    expect((await withFirst({ sentence: null })).text).toContain("Entry-level role\nWhat fits:");
  });

  it("asks what its reader says to each, in links that are understood alone; written out, it is one", async () => {
    const { html, text } = await withFirst({});
    const links = [...html.matchAll(/<a href="([^"]*&amp;verdict=(\w+))"[^>]*aria-label="([^"]*)">([^<]*)</g)];
    expect(links.map(([, , verdict, name, label]) => ({ verdict, name, label }))).toEqual([
      { verdict: "more", name: "More like this: Junior Data Analyst (f/…", label: "More like this" },
      { verdict: "less", name: "Less like this: Junior Data Analyst (f/…", label: "Less like this" },
      { verdict: "irrelevant", name: "Not relevant: Junior Data Analyst (f/…", label: "Not relevant" },
      { verdict: "applied", name: "I applied: Junior Data Analyst (f/…", label: "I applied" },
    ]);
    for (const [, href] of links)
      expect(href).toMatch(new RegExp(`^https://jobping\\.test/feedback\\?token=[\\w.-]+&amp;match=${first.matchId}&`));
    expect(text).toMatch(
      new RegExp(
        `What do you think of it\\? https://jobping\\.test/feedback\\?token=[\\w.-]+&match=${first.matchId}\n`,
      ),
    );
  });

  it("leads to all jobs, and says honestly how many there are", async () => {
    for (const [more, said] of [
      [1, "+1 more fits as well"],
      [19, "+19 more fit as well"],
      [20, "At least 20 more fit as well"],
    ] as const)
      expect((await render({ more })).text).toContain(said);
    const { html, text } = await render({ more: 0 });
    expect(text).not.toContain("as well");
    expect(text).toMatch(/See all your jobs:\nhttps:\/\/jobping\.test\/matches\?token=/);
    expect(html).toMatch(/<a href="https:\/\/jobping\.test\/matches\?token=[\w.-]+"[^>]*>\+3 more at Nordlicht/);
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
    // In HTML, a dot never begins a line.
    for (const body of [back.html, back.text])
      expect(body.replaceAll("\u00a0· ", " · ")).toContain("Posted 17 Nov 2026 · back, first seen in March · checked");
    // Still New Year's Eve in London, the next year already in Berlin.
    const old = { firstSeenAt: "2025-12-31T23:30:00.000Z", repostedAt };
    expect((await withFirst(old)).text).toContain("back, first seen in January ·");
    expect((await withFirst({ ...old, firstSeenAt: "2025-12-01T00:00:00.000Z" })).text).toContain(
      "first seen in December 2025 ·",
    );
    expect((await withFirst({ firstSeenAt: old.firstSeenAt })).text).not.toContain("first seen");
  });

  it("repeats what was asked for, and why it comes", async () => {
    const { text } = await render();
    expect(text).toContain(
      "You asked for: Data and analytics; Marketing and growth · Internship; Entry-level role · Berlin, Germany; Spain · On site; Hybrid; Remote.",
    );
    expect(text).toContain("You get this because ana.ruiz@mail.test is confirmed for job alerts.");
  });

  it("counts truly in its subject and names the first job", async () => {
    expect((await render()).subject).toBe(
      "3 new jobs for you: Junior Data Analyst (f/m/d) at Nordlicht Analytics GmbH, …",
    );
    expect((await render({ matches: [second] })).subject).toBe(
      "1 new job for you: Werkstudent Business Intelligence at Müller & Söhne Logistik",
    );
    for (const period of ["welcome", "welcome:2026-11-26"])
      expect((await render({ period })).subject).toMatch(/^Your first 3 jobs: Junior/);
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
    expect(empty.text).not.toContain("What stood in the way");
    expect(empty.text).toContain("Your alerts are confirmed. None fits yet. We look again every morning");
    expect(empty.text).not.toContain("more fit as well");
  });

  it("says what stood in the way where nothing fits, as far as that is known", async () => {
    const why = [
      { code: "place", count: 1021 },
      { code: "of another day", count: 40 },
      { code: "level", count: 13 },
    ];
    const { text } = await render({ period: "welcome", matches: [], why });
    expect(text).toContain("What stood in the way: 1,021 are somewhere else; 13 ask for more experience.");
    const ones = why.map((each) => ({ ...each, count: 1 }));
    expect((await render({ period: "welcome", matches: [], why: ones })).text).toContain(
      "1 is somewhere else; 1 asks for more experience.",
    );
    expect(text).toMatch(/Change what I ask for:\nhttps:\/\/jobping\.test\/preferences\?token=/);
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
    "//boards.test/1",
    "https://bank.example:secret@boards.test/",
    "not a link",
    `https://boards.test/${"a".repeat(2000)}`,
  ])("is linked only if the link is safe, not to %j", async (url) => {
    const { html, text } = await withFirst({ url });
    expect(html).toContain("Junior Data Analyst");
    const [title, ...others] = [...html.matchAll(/href="([^"]*)"/g)].map(([, href = ""]) => href);
    expect(title).toMatch(/^https:\/\/jobping\.test\/matches\?token=/);
    expect(others.filter((href) => !href.startsWith("https://jobping.test/"))).toEqual([first.attribution?.url]);
    expect(text).not.toContain("alert(1)");
  });

  it("is asked for by https where our own links are", async () => {
    const url = "http://boards.test/jobs/1";
    expect((await withFirst({ url })).text).toContain("https://boards.test/jobs/1");
    const here = { publicUrl: "http://127.0.0.1:3000", emailDomain: "jobping.test", premium: offer };
    const { text } = await renderMail(mailFixture("digest", { matches: [{ ...first, url }] }), here);
    expect(text).toContain("http://boards.test/jobs/1");
  });

  it("cannot leave its attribute", async () => {
    const { html } = await withFirst({ url: `https://boards.test/"onmouseover="alert(1)` });
    expect(html).toContain('href="https://boards.test/%22onmouseover=%22alert(1)"');
  });

  it("cannot write a header, a second line or backwards", async () => {
    const { subject, html, text } = await render({
      name: "Ana\r\nBcc: victim@mail.example",
      matches: [
        { ...first, title: "Analyst\r\nBcc: victim@mail.example\u2028\u202egpj.exe", company: "Nord\u0000licht\u2066" },
      ],
    });
    expect(subject).toBe("1 new job for you: Analyst Bcc: victim@mail.example gpj.exe at Nord licht");
    for (const forged of ["\u0000", "\r", "\u2028", "\u202e", "\u2066"]) expect(html + text).not.toContain(forged);
  });

  it("is greeted by name only if the name is one", async () => {
    const introduction = async (name: string | null) => /\n\n(.*We compared)/.exec((await render({ name })).text)?.[1];
    expect(await introduction("José 陈")).toBe("Hi José 陈. We compared");
    expect(await introduction("Sammy Davis Jr. ")).toBe("Hi Sammy Davis Jr. We compared");
    expect(await introduction(null)).toBe("We compared");
    for (const name of ["https://spam.example", "www.spam.example now", "a@spam.example", " \n "])
      expect(await introduction(name)).toBe("We compared");
  });
});
