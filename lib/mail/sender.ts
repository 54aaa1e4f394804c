/** The imprint of every mail. Put your own name and postal address here: the law requires both. */
export const sender = {
  name: "JobPing",
  mailboxName: "alerts",
  postalAddress: "JobPing, Musterweg 1, 10115 Berlin, Germany",
} as const;
