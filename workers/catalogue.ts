import { Catalogue } from "../lib/matching/catalogue.ts";

/** The live postings in this process's memory, once, for every worker that looks at all of them. */
export const catalogue = new Catalogue();
