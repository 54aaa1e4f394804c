/** The end of a token that may hide semicolons, if one begins at `at`; else `at` itself. */
function skip(sql: string, at: number): number {
  const after = (end: string, from: number) => {
    const found = sql.indexOf(end, from);
    return found < 0 ? sql.length : found + end.length;
  };
  if (sql.startsWith("--", at)) return after("\n", at);
  if (sql.startsWith("/*", at)) return blockComment(sql, at);
  const char = sql[at];
  if (char === '"') return after('"', at + 1);
  if (char === "'") return quoted(sql, at, /[eE]/.test(sql[at - 1] ?? "") && !/\w/.test(sql[at - 2] ?? " "));
  if (char === "$" && !/[\w$]/.test(sql[at - 1] ?? " ")) {
    const tag = /^\$(?:[A-Za-z_]\w*)?\$/.exec(sql.slice(at, at + 70))?.[0];
    if (tag) return after(tag, at + tag.length);
  }
  return at;
}

function blockComment(sql: string, start: number): number {
  let depth = 0;
  for (let at = start; at < sql.length; ) {
    if (sql.startsWith("/*", at)) depth++;
    else if (sql.startsWith("*/", at)) depth--;
    else {
      at++;
      continue;
    }
    at += 2;
    if (depth === 0) return at;
  }
  return sql.length;
}

function quoted(sql: string, start: number, backslashes: boolean): number {
  for (let at = start + 1; at < sql.length; at++) {
    if (backslashes && sql[at] === "\\") at++;
    else if (sql[at] === "'" && sql[at + 1] === "'") at++;
    else if (sql[at] === "'") return at + 1;
  }
  return sql.length;
}

/** `begin atomic ... end` contains semicolons; `case ... end` inside it is counted too. */
function atomicDepth(word: string, previous: string, depth: number): number {
  if (word === "atomic" && previous === "begin") return depth + 1;
  if (depth > 0 && word === "case") return depth + 1;
  if (depth > 0 && word === "end") return depth - 1;
  return depth;
}

/** Splits a migration into its statements, as the Supabase CLI records them: trimmed, without the semicolon. */
export function statementsOf(sql: string): string[] {
  const statements: string[] = [];
  let begin = 0;
  let depth = 0;
  let previous = "";
  const cut = (end: number) => {
    const statement = sql.slice(begin, end).trim();
    if (statement) statements.push(statement);
  };
  for (let at = 0; at < sql.length; ) {
    const end = skip(sql, at);
    if (end > at) {
      at = end;
      continue;
    }
    const word = /^[A-Za-z_]\w*/.exec(sql.slice(at, at + 80))?.[0].toLowerCase();
    if (word && !/\w/.test(sql[at - 1] ?? " ")) {
      depth = atomicDepth(word, previous, depth);
      previous = word;
      at += word.length;
      continue;
    }
    if (sql[at] === ";" && depth === 0) {
      cut(at);
      begin = at + 1;
    }
    at++;
  }
  cut(sql.length);
  return statements;
}
