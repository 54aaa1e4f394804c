/** A result of `doctor`. FAIL: people are or will be affected; WARN: somebody should look. */
export interface Finding {
  check: string;
  state: "PASS" | "WARN" | "FAIL";
  says: string;
  /** What to do about it. */
  todo?: string;
}

export const pass = (check: string, says: string): Finding => ({ check, state: "PASS", says });
export const warn = (check: string, says: string, todo: string): Finding => ({ check, state: "WARN", says, todo });
export const fail = (check: string, says: string, todo: string): Finding => ({ check, state: "FAIL", says, todo });
