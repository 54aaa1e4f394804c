import { expect, test } from "vitest";
import { employerSystem, jobUrl } from "./job-url.ts";

const ofUrl = (url: string, source = "reed", sourceId = "1") => jobUrl({ url, source, sourceId });
const uuid = "b4ad9572-e20f-4185-a284-99d9740d04f0";

test.each([
  ["https://boards.greenhouse.io/kiezwerk/jobs/4711?gh_src=x", "#greenhouse/4711"],
  ["https://job-boards.eu.greenhouse.io/kiezwerk/jobs/4711/", "#greenhouse/4711"],
  ["https://kiezwerk.example/team?GH_JID=4711", "#greenhouse/4711"],
  [`https://jobs.lever.co/kiezwerk/${uuid}/apply`, `#lever/${uuid}`],
  [`https://jobs.ashbyhq.com/kiezwerk/${uuid}/application`, `#ashby/${uuid}`],
  [
    "https://kiezwerk.wd103.myworkdayjobs.com/de-DE/Jobs/job/Berlin/Analyst--m-w-d-_JR0012345-2",
    "#workday/kiezwerk/jr0012345",
  ],
  ["https://kiezwerk.jobs.personio.de/job/12345?display=de", "#personio/kiezwerk/12345"],
  ["https://jobs.smartrecruiters.com/Kiezwerk/744000153192361-analyst", "#smartrecruiters/744000153192361"],
  ["https://apply.workable.com/kiezwerk/j/DD136DD7E7/", "#workable/dd136dd7e7"],
  ["https://kiezwerk.recruitee.com/l/en/o/analyst-berlin", "#recruitee/kiezwerk/analyst-berlin"],
  ["https://kiezwerk.teamtailor.com/de/jobs/3312-analyst", "#teamtailor/kiezwerk/3312"],
  ["https://careers-kiezwerk.icims.com/jobs/9012/analyst/job", "#icims/careers-kiezwerk/9012"],
  ["https://join.com/companies/kiezwerk/5512-analyst", "#join/5512"],
  ["https://www.reed.co.uk/jobs/analyst/5512?source=searchResults", "reed/5512"],
  ["https://de.linkedin.com/jobs/view/analyst-at-kiezwerk-3912345678?trk=x", "linkedin/3912345678"],
  ["https://www.adzuna.de/details/5801147013?utm_medium=api", "adzuna/5801147013"],
  ["https://de.indeed.com/viewjob?jk=00ab&from=serp", "indeed/00ab"],
  ["https://www.glassdoor.nl/job-listing/j?pos=101&jl=1009", "glassdoor/1009"],
  [
    "https://www.kiezwerk.example/jobs/7/?b=2&utm_source=x&a=1&constructor=2#top",
    "kiezwerk.example/jobs/7?a=1&b=2&constructor=2",
  ],
  ["https://kiezwerk.example/#/jobs/7", "kiezwerk.example#/jobs/7"],
  ["https://kiezwerk.example/jobs?ref=newsletter", "kiezwerk.example/jobs"],
  ["https://kiezwerk.example/jobs?ref=4711", "kiezwerk.example/jobs?ref=4711"],
  ["https://kiezwerk.example/jobs?source=linkedin&track=feed&lang=en&via=x#apply", "kiezwerk.example/jobs"],
  ["https://kiezwerk.example/jobs?refId=4711&adid=12", "kiezwerk.example/jobs?adid=12&refId=4711"],
  ["https://kiezwerk.example/jobs?refid=newsletter", "kiezwerk.example/jobs"],
  ["https://boards.greenhouse.io/embed/job_app?for=kiezwerk&token=4711", "#greenhouse/4711"],
  ["https://kiezwerk.example/apply?token=4711", "kiezwerk.example/apply?token=4711"],
  ["https://kiezwerk.example/apply?guid=1a2b", "kiezwerk.example/apply?guid=1a2b"],
  ["https://kiezwerk.example/jobs?source=123&lang=1&utm_campaign=7", "kiezwerk.example/jobs?lang=1&source=123"],
  ["https://kiezwerk.example/jobs?utm_source=x#job-1", "kiezwerk.example/jobs#job-1"],
  ["nonsense", "nonsense"],
])("%s shows %s", (url, shown) => {
  expect(ofUrl(url)).toBe(shown);
});

test("a system's feed has the number though its links lead elsewhere", () => {
  expect(ofUrl("https://kiezwerk.example/analyst", "greenhouse", "4711001")).toBe("#greenhouse/4711001");
  expect(ofUrl("https://kiezwerk.example/analyst", "greenhouse", "line 1")).toBe("kiezwerk.example/analyst");
  expect(ofUrl("https://kiezwerk.example/analyst", "reed", "4711001")).toBe("kiezwerk.example/analyst");
});

test("an aggregator's number is not an employer's", () => {
  expect(employerSystem(ofUrl("https://boards.greenhouse.io/kiezwerk/jobs/4711"))).toBe("#greenhouse");
  expect(employerSystem(ofUrl("https://www.reed.co.uk/jobs/analyst/5512"))).toBeNull();
  expect(employerSystem(ofUrl("https://kiezwerk.example/jobs/7"))).toBeNull();
});
