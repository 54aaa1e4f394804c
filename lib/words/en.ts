/**
 * Everything that people read, in English: the shape that every other language has to fill.
 * Texts that carry a value are functions of it; numbers, dates, countries and languages come from Intl.
 */
export const en = {
  /** The language's own name, for who looks for it. */
  language: "English",
  /** For Intl. */
  tag: "en-GB",
  names: {
    careerPaths: {
      "strategy-business-design": "Strategy and business design",
      "data-analytics": "Data and analytics",
      "sales-client-success": "Sales and client success",
      "marketing-growth": "Marketing and growth",
      "finance-investment": "Finance and investment",
      "operations-supply-chain": "Operations and supply chain",
      "product-innovation": "Product and innovation",
      "tech-transformation": "Tech and transformation",
      "sustainability-esg": "Sustainability and ESG",
      unsure: "Any career path",
    },
    /** Of postings and of people's wishes. */
    levels: {
      internship: "Internship",
      graduate: "Graduate role",
      entry: "Entry-level role",
      mid: "Mid-level role",
      senior: "Senior role",
      lead: "Lead role",
    },
    programmes: {
      internship: "Internship",
      "working-student": "Working student role",
      apprenticeship: "Apprenticeship",
      thesis: "Thesis",
      traineeship: "Traineeship",
      "graduate-scheme": "Graduate scheme",
    },
    workModes: { onsite: "On site", hybrid: "Hybrid", remote: "Remote" },
    /** After an amount of money. */
    periods: { hour: "an hour", day: "a day", week: "a week", month: "a month", year: "a year" },
  },
};

export type Words = typeof en;
