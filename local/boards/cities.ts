import type { LanguageCode } from "./words/language.ts";

interface Country {
  code: string;
  name: string;
  currency: string;
  /** What a year at entry level pays there, in its currency. */
  entrySalary: number;
  /** Its languages that the catalogue can write, and how often a posting uses them; otherwise English. */
  languages: readonly (readonly [LanguageCode, number])[];
}

export interface City {
  /** English name. */
  name: string;
  /** The name it has at home. */
  local: string;
  region: string;
  country: Country;
  /** How many slots of the catalogue are there. */
  weight: number;
}

const country = (
  code: string,
  name: string,
  currency: string,
  entrySalary: number,
  ...languages: (readonly [LanguageCode, number])[]
): Country => ({ code, name, currency, entrySalary, languages });

const germany = country("DE", "Germany", "EUR", 46_000, ["de", 0.5]);
const britain = country("GB", "United Kingdom", "GBP", 31_000);
const france = country("FR", "France", "EUR", 38_000, ["fr", 0.6]);
const netherlands = country("NL", "Netherlands", "EUR", 38_000, ["nl", 0.3]);
const spain = country("ES", "Spain", "EUR", 26_000, ["es", 0.5]);
const portugal = country("PT", "Portugal", "EUR", 21_000, ["pt", 0.35]);
const poland = country("PL", "Poland", "PLN", 96_000, ["pl", 0.45]);
const austria = country("AT", "Austria", "EUR", 42_000, ["de", 0.6]);
const ireland = country("IE", "Ireland", "EUR", 36_000);
const sweden = country("SE", "Sweden", "SEK", 390_000, ["sv", 0.4]);
const denmark = country("DK", "Denmark", "DKK", 400_000, ["da", 0.35]);
const italy = country("IT", "Italy", "EUR", 28_000, ["it", 0.6]);
const switzerland = country("CH", "Switzerland", "CHF", 84_000, ["de", 0.3], ["fr", 0.2]);
const belgium = country("BE", "Belgium", "EUR", 38_000, ["fr", 0.2], ["nl", 0.2]);
const czechia = country("CZ", "Czechia", "CZK", 620_000);
const finland = country("FI", "Finland", "EUR", 38_000);
const norway = country("NO", "Norway", "NOK", 520_000);
const estonia = country("EE", "Estonia", "EUR", 25_000);
const hungary = country("HU", "Hungary", "HUF", 7_200_000);
const romania = country("RO", "Romania", "RON", 84_000);
const greece = country("GR", "Greece", "EUR", 18_000);

const table: [Country, ...(readonly [name: string, local: string, region: string, weight: number])[]][] = [
  [
    germany,
    ["Berlin", "Berlin", "Berlin", 70],
    ["Munich", "München", "Bavaria", 24],
    ["Hamburg", "Hamburg", "Hamburg", 14],
    ["Frankfurt", "Frankfurt am Main", "Hesse", 14],
    ["Cologne", "Köln", "North Rhine-Westphalia", 10],
    ["Stuttgart", "Stuttgart", "Baden-Württemberg", 8],
    ["Düsseldorf", "Düsseldorf", "North Rhine-Westphalia", 8],
    ["Leipzig", "Leipzig", "Saxony", 6],
  ],
  [
    britain,
    ["London", "London", "England", 70],
    ["Manchester", "Manchester", "England", 12],
    ["Edinburgh", "Edinburgh", "Scotland", 8],
    ["Bristol", "Bristol", "England", 6],
  ],
  [france, ["Paris", "Paris", "Île-de-France", 26], ["Lyon", "Lyon", "Auvergne-Rhône-Alpes", 8]],
  [
    netherlands,
    ["Amsterdam", "Amsterdam", "North Holland", 22],
    ["Rotterdam", "Rotterdam", "South Holland", 8],
    ["Utrecht", "Utrecht", "Utrecht", 6],
  ],
  [
    spain,
    ["Madrid", "Madrid", "Community of Madrid", 18],
    ["Barcelona", "Barcelona", "Catalonia", 18],
    ["Valencia", "València", "Valencian Community", 5],
  ],
  [portugal, ["Lisbon", "Lisboa", "Lisbon", 20], ["Porto", "Porto", "Porto", 8]],
  [
    poland,
    ["Warsaw", "Warszawa", "Masovia", 16],
    ["Krakow", "Kraków", "Lesser Poland", 14],
    ["Gdansk", "Gdańsk", "Pomerania", 12],
    ["Wroclaw", "Wrocław", "Lower Silesia", 8],
  ],
  [austria, ["Vienna", "Wien", "Vienna", 16]],
  [ireland, ["Dublin", "Dublin", "Leinster", 18]],
  [sweden, ["Stockholm", "Stockholm", "Stockholm County", 14], ["Gothenburg", "Göteborg", "Västra Götaland", 5]],
  [denmark, ["Copenhagen", "København", "Capital Region", 12]],
  [italy, ["Milan", "Milano", "Lombardy", 16], ["Rome", "Roma", "Lazio", 8], ["Turin", "Torino", "Piedmont", 4]],
  [switzerland, ["Zurich", "Zürich", "Zurich", 14], ["Geneva", "Genève", "Geneva", 5]],
  [belgium, ["Brussels", "Bruxelles", "Brussels", 12], ["Antwerp", "Antwerpen", "Flanders", 4]],
  [czechia, ["Prague", "Praha", "Prague", 12]],
  [finland, ["Helsinki", "Helsinki", "Uusimaa", 8]],
  [norway, ["Oslo", "Oslo", "Oslo", 6]],
  [estonia, ["Tallinn", "Tallinn", "Harju", 5]],
  [hungary, ["Budapest", "Budapest", "Budapest", 6]],
  [romania, ["Bucharest", "București", "Bucharest", 5]],
  [greece, ["Athens", "Athína", "Attica", 5]],
];

export const cities: readonly City[] = table.flatMap(([of, ...rows]) =>
  rows.map(([name, local, region, weight]) => ({ name, local, region, weight, country: of })),
);
