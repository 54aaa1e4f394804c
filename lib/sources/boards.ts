import boards from "./boards.json" with { type: "json" };

/** An employer's job board at one of the vendors. */
export interface Board {
  readonly source: string;
  /** As the vendor's URL has it; `eu:` before it is Lever's European host. */
  readonly slug: string;
  readonly company: string;
  /** Where the employer is at home, ISO 3166-1: it decides between namesakes of a place. */
  readonly country: string;
}

const bySource = new Map<string, Board[]>();
const byName = new Map<string, Board>();
for (const board of boards as readonly Board[]) {
  bySource.set(board.source, [...(bySource.get(board.source) ?? []), board]);
  byName.set(`${board.source}/${board.slug.toLowerCase()}`, board);
}

/** The employers that a source is asked for; boards.json is the list, and data to be edited. */
export function boardsOf(source: string): readonly Board[] {
  return bySource.get(source) ?? [];
}

/** What is known of a board beforehand. Slugs are the same in any case. */
export function boardNamed(source: string, slug: string): Board | undefined {
  return byName.get(`${source}/${slug.toLowerCase()}`);
}
