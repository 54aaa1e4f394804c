import countries from "i18n-iso-countries";

const codes = new Set(Object.keys(countries.getAlpha2Codes()));

/** Whether it is a code of ISO 3166-1, or Kosovo's XK, in capitals: "UK" and "EU" are none. */
export const isCountry = (code: string): boolean => codes.has(code);
