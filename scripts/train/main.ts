import { writeFileSync } from "node:fs";
import { modelFile } from "../../lib/postings/occupation-model.ts";
import { quantised, train } from "./fit.ts";
import { samples } from "./samples.ts";

/** Writes lib/postings/occupation-model.bin from the development sets: the same sets give the same file. */
const all = samples();
if (all.length === 0) {
  console.error("The development sets are not at hand: JOBPING_SHARED says where they are.");
  process.exit(1);
}
const bytes = quantised(train(all));
writeFileSync(modelFile, bytes);
console.log(`${all.length} postings, ${(bytes.length / 1e6).toFixed(2)} MB in ${modelFile.pathname}`);
