interface Credit {
  name: string;
  /** Where the source's terms ask for a link back to it. */
  link?: string;
}

const credits: Readonly<Record<string, Credit>> = {
  adzuna: { name: "Adzuna" },
  arbeitnow: { name: "Arbeitnow", link: "https://www.arbeitnow.com/" },
  ashby: { name: "Ashby" },
  greenhouse: { name: "Greenhouse" },
  himalayas: { name: "Himalayas", link: "https://himalayas.app/" },
  hn: { name: "Hacker News: Who is hiring?" },
  jobicy: { name: "Jobicy", link: "https://jobicy.com/" },
  jsearch: { name: "JSearch" },
  lever: { name: "Lever" },
  muse: { name: "The Muse" },
  personio: { name: "Personio" },
  recruitee: { name: "Recruitee" },
  reed: { name: "Reed" },
  remoteok: { name: "Remote OK", link: "https://remoteok.com/" },
  smartrecruiters: { name: "SmartRecruiters" },
  theirstack: { name: "TheirStack" },
  workable: { name: "Workable" },
};

/** How a source is named below a posting, and where its name leads if its terms ask for that. */
export function creditFor(source: string): Credit {
  return Object.hasOwn(credits, source) ? (credits[source] as Credit) : { name: source };
}
