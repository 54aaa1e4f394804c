import boards from "./boards.json" with { type: "json" };

/** An employer's job board at one of the vendors. */
export interface Board {
  readonly source: string;
  /** As in the vendor's URLs; `eu:` before it means Lever's European host. */
  readonly slug: string;
  readonly company: string;
  /** The employer's home country, ISO 3166-1: it decides between places of the same name. */
  readonly country: string;
}

const bySource = new Map<string, Board[]>();
const byName = new Map<string, Board>();
for (const board of boards as readonly Board[]) {
  bySource.set(board.source, [...(bySource.get(board.source) ?? []), board]);
  byName.set(`${board.source}/${board.slug.toLowerCase()}`, board);
}

/** The employers that a source is asked for; to change them, edit boards.json. */
export function boardsOf(source: string): readonly Board[] {
  return bySource.get(source) ?? [];
}

/** What boards.json knows about a board. Slugs are case-insensitive. */
export function boardNamed(source: string, slug: string): Board | undefined {
  return byName.get(`${source}/${slug.toLowerCase()}`);
}
