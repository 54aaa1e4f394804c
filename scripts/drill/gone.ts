import type { Broken } from "./rules.ts";
import { type PersonView, promising, type View } from "./view.ts";

/** Requests that people took for lost although Redis lost nothing after them, or although Postgres had them. */
export function wronglyGone({ forgotAt }: View, person: PersonView): Omit<Broken, "rule">[] {
  return person.gone.flatMap((gone) => {
    const asked = promising(person, gone.ask).filter(({ at }) => at < gone.at);
    const lost =
      asked.length > 0 && asked.every(({ at }) => forgotAt.some((lostAt) => at < lostAt && lostAt < gone.at));
    const kept =
      gone.ask === "verify"
        ? person.rows.some(({ verifiedAt }) => verifiedAt !== null && verifiedAt < gone.at)
        : person.deliveries.some(({ kind, createdAt }) => kind === "verification" && createdAt < gone.at);
    return lost && !kept ? [] : [{ about: `${gone.ask} of person ${person.person}`, entries: [...asked, gone] }];
  });
}
