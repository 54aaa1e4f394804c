export interface Link {
  text: string;
  href: string;
}

/** A piece of a line: text or a link. */
export type Inline = string | Link;
export type Line = readonly Inline[];

/** A posting in a digest. */
export interface PostingBlock {
  title: string;
  href: string;
  company: string;
  /** One per line. */
  facts: string[];
  /** What the AI re-rank says about it; "" = nothing. */
  sentence: string;
  reasons: string;
  gaps: string;
  /** When it was posted and seen, and where. */
  seen: Line;
  moreAtCompany: Link | null;
  /** `name`: the label with the posting's title, for screen readers that list links without their context. */
  verdicts: { label: string; name: string; href: string }[];
  /** The page that offers all of them: the text part has this link instead of four. */
  verdict: string;
}

export type Block =
  | { is: "paragraph" | "note"; line: Line }
  | { is: "action"; label: string; href: string }
  | { is: "postings"; postings: PostingBlock[] };

/** A mail's content, from which both the HTML and the text part are made. */
export interface Letter {
  subject: string;
  /** What the inbox shows after the subject; 40 to 90 characters are visible. */
  preheader: string;
  title: string;
  blocks: Block[];
  /** Why the mail came. */
  footer: string[];
  /** Links to the preferences and to unsubscribe. */
  footerLinks: Link[];
  /** For the mail program's own unsubscribe button; null = nothing to unsubscribe from. */
  unsubscribe: string | null;
}

/** The subject, the heading and the preheader; the subject repeats the heading. */
export const said = ({ title, preheader }: { title: string; preheader: string }) => ({
  subject: title,
  preheader,
  title,
});
export const paragraph = (...line: Line): Block => ({ is: "paragraph", line });
export const note = (...line: Line): Block => ({ is: "note", line });
