import { expect, test } from "vitest";
import { distanceKm } from "./place-fit.ts";

test.each([
  ["nothing", 52.52, 13.41, 52.52, 13.41, 0],
  ["Berlin to Potsdam", 52.52437, 13.41053, 52.39886, 13.06566, 27],
  ["London to Paris", 51.5074, -0.1278, 48.8566, 2.3522, 344],
  ["over the date line", 0, 179.5, 0, -179.5, 111],
  ["pole to pole", 90, 0, -90, 0, 20015],
])("%s", (_, latA, lonA, latB, lonB, km) => {
  expect(Math.round(distanceKm(latA, lonA, latB, lonB))).toBeCloseTo(km, -1);
});
