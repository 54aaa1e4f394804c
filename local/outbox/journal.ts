import { appendFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Rows that outlive the process: a line of JSON each, written as it comes. Without a file nothing is kept. */
export class Journal<Row> {
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
    if (file) mkdirSync(dirname(file), { recursive: true });
  }

  /** All rows, one by one: together they may be more than a text can be. */
  *read(): Generator<Row> {
    if (!this.#file) return;
    writeFileSync(this.#file, "", { flag: "a", mode: 0o600 });
    const bytes = readFileSync(this.#file);
    let from = 0;
    for (let end = bytes.indexOf("\n"); end >= 0; end = bytes.indexOf("\n", from)) {
      yield this.#parse(bytes.toString("utf8", from, end));
      from = end + 1;
    }
    // What a kill has cut short: the next row must not stand behind it.
    if (from < bytes.length) truncateSync(this.#file, from);
  }

  #parse(line: string): Row {
    try {
      return JSON.parse(line) as Row;
    } catch (error) {
      throw new Error(`${this.#file} cannot be read; \`npm run reset\` begins anew.`, { cause: error });
    }
  }

  append(row: Row): void {
    if (this.#file) appendFileSync(this.#file, `${JSON.stringify(row)}\n`);
  }

  /** Begins anew with these. */
  rewrite(rows: Iterable<Row>): void {
    if (!this.#file) return;
    writeFileSync(this.#file, "");
    for (const row of rows) this.append(row);
  }
}
