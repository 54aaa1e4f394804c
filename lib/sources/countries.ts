import { countryName } from "./fields.ts";

const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
const names = new Set(
  letters.flatMap((first) => letters.map((second) => countryName(first + second)?.toLowerCase() ?? "")),
);
names.delete("");

/** Whether a text is the English name of a country and nothing else. */
export const isCountry = (text: string) => names.has(text.trim().toLowerCase());

const cityStates = /^(?:luxembourg|singapore|hong kong|panama|djibouti|macau)$/i;

/** A country of residence, worded so that it is not taken for its capital. */
export const residence = (place: string) => (cityStates.test(place) ? `Remote, ${place}` : place);

/** States, each followed by its postal code, which is shorter and less ambiguous: Virginia is a town too. */
const states =
  "Alabama AL Alaska AK Arizona AZ Arkansas AR California CA Colorado CO Connecticut CT Delaware DE Florida FL Georgia GA Hawaii HI Idaho ID Illinois IL Indiana IN Iowa IA Kansas KS Kentucky KY Louisiana LA Maine ME Maryland MD Massachusetts MA Michigan MI Minnesota MN Mississippi MS Missouri MO Montana MT Nebraska NE Nevada NV New Hampshire NH New Jersey NJ New Mexico NM New York NY North Carolina NC North Dakota ND Ohio OH Oklahoma OK Oregon OR Pennsylvania PA Rhode Island RI South Carolina SC South Dakota SD Tennessee TN Texas TX Utah UT Vermont VT Virginia VA Washington WA West Virginia WV Wisconsin WI Wyoming WY";
const codes = new Map(
  [...states.matchAll(/([A-Z][a-z]+(?: [A-Z][a-z]+)*) ([A-Z]{2})\b/g)].map(([, name, code]) => [name, code]),
);

/** The postal code of a state of the US. */
export const stateCode = (name: string) => codes.get(name) ?? null;
