/** The imprint of every mail. Whoever runs JobPing puts their own name and postal address here: the law asks for both. */
export const sender = {
  name: "JobPing",
  mailboxName: "alerts",
  postalAddress: "JobPing, Musterweg 1, 10115 Berlin, Germany",
} as const;
