import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { dirname, relative } from "node:path";

/** Rows that outlive the process: one line of JSON each, written at once. Without a file, nothing is kept. */
export class Journal<Row> {
  readonly #file: string | undefined;

  constructor(file?: string) {
    this.#file = file;
  }

  /** All rows, one by one: together they may exceed the maximum length of a string. */
  *read(): Generator<Row> {
    if (!this.#file || !existsSync(this.#file)) return;
    const bytes = readFileSync(this.#file);
    let from = 0;
    for (let end = bytes.indexOf("\n"); end >= 0; end = bytes.indexOf("\n", from)) {
      yield parse<Row>(bytes.toString("utf8", from, end), this.#file);
      from = end + 1;
    }
    // Removes a row cut short by a kill, so that the next one does not follow it on its line.
    if (from < bytes.length) truncateSync(this.#file, from);
  }

  /** Writes all of them or, if it throws, none. A folder removed meanwhile is made again. */
  append(...rows: Row[]): void {
    if (!this.#file) return;
    mkdirSync(dirname(this.#file), { recursive: true });
    const file = openSync(this.#file, "a", 0o600);
    const { size } = fstatSync(file);
    try {
      writeFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    } catch (error) {
      // A full disk takes only a part of it: the next row must not follow that on its line.
      ftruncateSync(file, size);
      throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Replaces all rows. If the process dies meanwhile, the file is whole: either the old or the new one. */
  rewrite(rows: Iterable<Row>): void {
    if (!this.#file) return;
    const anew = `${this.#file}.new`;
    rmSync(anew, { force: true });
    const journal = new Journal<Row>(anew);
    journal.append();
    for (const row of rows) journal.append(row);
    renameSync(anew, this.#file);
  }
}

function parse<Row>(line: string, file: string): Row {
  try {
    return JSON.parse(line) as Row;
  } catch (error) {
    throw new Error(`${relative("", file)} cannot be read; delete that file, and only what it holds is lost.`, {
      cause: error,
    });
  }
}
