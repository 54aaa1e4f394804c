import { countOf, spanOf } from "./format.ts";
import type { Figures } from "./model.ts";
import { limits, problem, type Rule } from "./problem.ts";

/** Premium follows Polar, and soon. */
export const billing: Rule = function* ({ billing }, ageOf) {
  if (billing === null) return;
  const { waiting, oldestWaitingAt, erasing, oldestErasureAt, check } = billing;
  const erasureMs = oldestErasureAt === null ? 0 : ageOf(oldestErasureAt);
  if (erasureMs > limits.erasureMs) {
    const sentence = `${countOf(erasing, "person waits", "people wait")} to be erased until Polar has forgotten them, the first for ${spanOf(erasureMs)}.`;
    yield problem("ErasureWaits", "ticket", { where: "billing.oldestErasureAt", word: "late", sentence });
  }
  if (billing.polar === null) return;
  const waitedMs = oldestWaitingAt === null ? 0 : ageOf(oldestWaitingAt);
  if (waitedMs > limits.billingMs) {
    const sentence = `${countOf(waiting, "person waits", "people wait")} for what Polar says of them, the first for ${spanOf(waitedMs)}.`;
    yield problem("BillingBehind", "page", { where: "billing.oldestWaitingAt", word: "late", sentence });
  }
  const checkedMs = check.since === null ? 0 : ageOf(check.since);
  if (checkedMs > limits.checkMs) {
    const sentence = `Premium has not been compared with Polar for ${spanOf(checkedMs)}.`;
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
function* comparison({ held, differing, unseen, strangers, doubled }: NonNullable<Figures["billing"]>["check"]) {
  if (held) {
    const sentence =
      "More people than usual would have lost premium by the last comparison with Polar: nobody loses it meanwhile.";
    yield problem("BillingHeld", "ticket", { where: "billing.check.held", word: "held", sentence });
  }
  if (strangers + doubled > 0 || differing + unseen > limits.drift) {
    const people = countOf(differing + unseen, "person", "people");
    const twice = countOf(doubled, "person pays", "people pay");
    const sentence = `Polar had something else of ${people} than we have, ${countOf(strangers, "subscription")} of nobody here, and ${twice} twice.`;
    yield problem("BillingDrift", "ticket", { where: "billing.check.differing", word: "differ", sentence });
  }
}
