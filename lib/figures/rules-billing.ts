import type { Figures } from "./model.ts";
import { limits, problem, type Rule } from "./problem.ts";
import { countOf, spanOf } from "./words.ts";

/** Premium is what Polar says, soon after it said so. */
export const billing: Rule = function* ({ billing }, ageOf) {
  if (billing === null || billing.polar === null) return;
  const { waiting, oldestWaitingAt, check } = billing;
  const waitedMs = oldestWaitingAt === null ? 0 : ageOf(oldestWaitingAt);
  if (waitedMs > limits.billingMs) {
    const sentence = `${countOf(waiting, "person waits", "people wait")} for what Polar says of them, the first for ${spanOf(waitedMs)}.`;
    yield problem("BillingBehind", "page", { where: "billing.oldestWaitingAt", word: "late", sentence });
  }
  const checkedMs = check.at === null ? 0 : ageOf(check.at);
  if (checkedMs > limits.checkMs) {
    const sentence = `Premium was last compared with Polar ${spanOf(checkedMs)} ago.`;
    yield problem("BillingUnchecked", "ticket", { where: "billing.check.at", word: "old", sentence });
  }
  yield* comparison(check);
  if (check.endpoint === "disabled" || check.endpoint === "missing") {
    const sentence = `Our endpoint at Polar is ${check.endpoint}: premium begins and ends late.`;
    yield problem("PolarEndpointDisabled", "ticket", {
      where: "billing.check.endpoint",
      word: check.endpoint,
      sentence,
    });
  }
};

/** What the last comparison with Polar found. */
function* comparison({ held, differing, unseen, strangers }: NonNullable<Figures["billing"]>["check"]) {
  if (held) {
    const sentence =
      "More people than usual would have lost premium by the last comparison with Polar: nobody was touched.";
    yield problem("BillingHeld", "ticket", { where: "billing.check.held", word: "held", sentence });
  }
  if (strangers > 0 || differing + unseen > limits.drift) {
    const people = countOf(differing + unseen, "person", "people");
    const paying = countOf(strangers, "subscription");
    const sentence = `Polar had something else of ${people} than we have, and ${paying} of nobody here.`;
    yield problem("BillingDrift", "ticket", { where: "billing.check.differing", word: "differ", sentence });
  }
}
