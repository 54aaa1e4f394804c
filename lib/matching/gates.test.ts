import { expect, test } from "vitest";
import { entryWidth, postingLists, slotOf } from "./catalogue-index.ts";
import { width } from "./columns.ts";
import { catalogueOf, entry, now, seeker } from "./fixtures.ts";
import { Gates } from "./gates.ts";
import { Prepared } from "./score-seeker.ts";

test("two people's gates used in turns do not disturb each other", () => {
  const { columns } = catalogueOf([
    entry({ source: "adzuna", linkStatus: null }),
    entry({ source: "reed", linkStatus: null }),
    entry({ source: "greenhouse", linkStatus: "gone" }),
  ]);
  const { entries } = postingLists(columns);
  const everybody = new Prepared(seeker());
  const [proven, all, other] = [new Set(["adzuna"]), undefined, new Set(["reed"])].map(
    (onlyIfLive) => new Gates(everybody, columns, { now, ...(onlyIfLive && { onlyIfLive }) }),
  );
  const closed = (gates: Gates | undefined) => [0, 1, 2].map((slot) => gates?.closed(slot * width));
  const surely = (gates: Gates | undefined) =>
    [0, 1, 2].map((slot) => {
      for (let at = 0; at < entries.length; at += entryWidth)
        if (slotOf(entries, at) === slot) return gates?.surelyClosed(entries, at);
      return undefined;
    });
  for (let turn = 0; turn < 2; turn++) {
    expect([closed(proven), surely(proven)]).toEqual([
      ["link", null, "link"],
      [true, false, true],
    ]);
    expect([closed(all), surely(all)]).toEqual([
      [null, null, "link"],
      [false, false, true],
    ]);
    expect([closed(other), surely(other)]).toEqual([
      [null, "link", "link"],
      [false, true, true],
    ]);
  }
});
