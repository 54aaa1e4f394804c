import type { Salary } from "../../../lib/postings/posting.ts";
import { pairs } from "./pair.ts";

const pay = (min: number | null, max: number | null, period: Salary["period"] = "year", currency = "EUR") => ({
  salary: { min, max, currency, period },
});
const text = (description: string) => ({ description });

export const salaries = pairs("salary", [
  [{ salaryMin: 45_000 }, pay(40_000, 50_000), "met"],
  [{ salaryMin: 45_000 }, pay(30_000, 40_000), "not-met"],
  [{ salaryMin: 45_000 }, pay(45_000, null), "met"],
  [{ salaryMin: 45_000 }, pay(40_000, null), "unknown"],
  [{ salaryMin: 45_000 }, pay(null, 44_000), "not-met"],
  [{ salaryMax: 40_000 }, pay(50_000, 60_000), "not-met"],
  [{ salaryMax: 40_000 }, pay(35_000, 60_000), "met"],
  [{ salaryMin: 30_000, salaryMax: 40_000 }, pay(28_000, 32_000), "met"],
  [{ salaryMin: 30_000, salaryMax: 40_000 }, pay(45_000, 55_000), "not-met"],
  [{ salaryMin: 30_000 }, pay(15, 17, "hour"), "met"],
  [{ salaryMin: 40_000 }, pay(15, 17, "hour"), "not-met"],
  [{ salaryMin: 30_000 }, pay(2_600, 3_000, "month"), "met"],
  [{ salaryMin: 50_000 }, pay(2_600, 3_000, "month"), "not-met"],
  [{ salaryMin: 60_000 }, pay(300, 350, "day"), "met"],
  [{ salaryMin: 40_000, country: "GB" }, pay(42_000, 50_000, "year", "GBP"), "met"],
  [{ salaryMin: 40_000, country: "GB" }, pay(42_000, 50_000, "year", "EUR"), "unknown"],
  // About 28,000 euros: at no exchange rate of the last twenty years was it 40,000.
  [{ salaryMin: 40_000, country: "DE" }, pay(90_000, 120_000, "year", "PLN"), "not-met"],
  [{ salaryMin: 90_000, city: "Zürich" }, pay(95_000, 110_000, "year", "CHF"), "met"],
  [{ salaryMin: 40_000 }, {}, "unknown"],
  [{ salaryMin: 40_000 }, text("We pay well and offer a bonus of up to 60,000 € for the best."), "unknown"],
  [{ salaryMin: 40_000 }, text("Salary: €42,000 - €48,000 per year."), "met"],
  [{ salaryMin: 40_000 }, text("Wir bieten ein Jahresgehalt von 36.000 € bis 39.000 € brutto."), "not-met"],
  [{ salaryMin: 25_000 }, text("Stundenlohn: 14,50 € pro Stunde."), "met"],
  [{ salaryMin: 40_000 }, text("Founded 2015, we have raised 45,000,000 € and serve 60,000 customers."), "unknown"],
]);
