export interface Link {
  text: string;
  href: string;
}

/** A text in a line, or a link in it. */
export type Inline = string | Link;
export type Line = readonly Inline[];

/** How a posting stands in a digest. */
export interface PostingBlock {
  title: string;
  href: string;
  company: string;
  /** A line each. */
  facts: string[];
  /** What the re-rank says about it; "" = nothing. */
  sentence: string;
  reasons: string;
  gap: string;
  /** When it was posted and seen, and where. */
  seen: Line;
  moreAtCompany: Link | null;
  /** `name`: the label with the posting's title, for who hears links without what is around them. */
  verdicts: { label: string; name: string; href: string }[];
  /** Where all of them are offered: links that are written out need not be four. */
  verdict: string;
}

export type Block =
  | { is: "paragraph" | "note"; line: Line }
  | { is: "action"; label: string; href: string }
  | { is: "postings"; postings: PostingBlock[] };

/** What stands in a mail, before it becomes HTML and text: both say the same. */
export interface Letter {
  subject: string;
  /** What the inbox shows after the subject; 40 to 90 characters are seen. */
  preheader: string;
  title: string;
  blocks: Block[];
  /** Why the mail came. */
  footer: string[];
  /** The ways to change things and out. */
  footerLinks: Link[];
  /** For the mail program's own unsubscribe button; null = nothing to unsubscribe from. */
  unsubscribe: string | null;
}

/** What the inbox shows of it, and its heading. */
export const said = ({ title, preheader }: { title: string; preheader: string }) => ({
  subject: title,
  preheader,
  title,
});
export const paragraph = (...line: Line): Block => ({ is: "paragraph", line });
export const note = (...line: Line): Block => ({ is: "note", line });
