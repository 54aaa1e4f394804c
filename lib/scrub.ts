// What follows a backslash belongs to it: lines are scrubbed as JSON, where \n is a line's end and not an n.
const mailbox = /(?<!\\|\\u[\da-f]{0,3})[\p{L}\p{N}._%+'-]+(?:@|%40)[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+/gu;
const credential = /([?&](?:token|key|code|signature|email)=)[^&\s"'\\]+/gi;

/** Takes mailboxes and link credentials out of a text: vendors and Postgres quote them in their messages. */
export function scrub(text: string): string {
  const withoutMailboxes = text.includes("@") || text.includes("%40") ? text.replace(mailbox, "[mailbox]") : text;
  return withoutMailboxes.includes("=") ? withoutMailboxes.replace(credential, "$1[redacted]") : withoutMailboxes;
}
