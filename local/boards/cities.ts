import type { LanguageCode } from "./words/language.ts";

interface Country {
  code: string;
  name: string;
  currency: string;
  /** A year's pay at entry level, in the country's currency. */
  entrySalary: number;
  /** Its languages that the catalogue can write, with the share of postings in each; the rest is in English. */
  languages: readonly (readonly [LanguageCode, number])[];
}

export interface City {
  /** English name. */
  name: string;
  /** The local name. */
  local: string;
  region: string;
  country: Country;
  /** How many slots of the catalogue are in this city. */
  weight: number;
  lat: number;
  lon: number;
  geonameId: number;
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

type Row = readonly [
  name: string,
  local: string,
  region: string,
  weight: number,
  lat: number,
  lon: number,
  geonameId: number,
];

const table: [Country, ...Row[]][] = [
  [
    germany,
    ["Berlin", "Berlin", "Berlin", 70, 52.52, 13.41, 2950159],
    ["Munich", "München", "Bavaria", 24, 48.14, 11.58, 2867714],
    ["Hamburg", "Hamburg", "Hamburg", 14, 53.55, 9.99, 2911298],
    ["Frankfurt", "Frankfurt am Main", "Hesse", 14, 50.11, 8.68, 2925533],
    ["Cologne", "Köln", "North Rhine-Westphalia", 10, 50.94, 6.96, 2886242],
    ["Stuttgart", "Stuttgart", "Baden-Württemberg", 8, 48.78, 9.18, 2825297],
    ["Düsseldorf", "Düsseldorf", "North Rhine-Westphalia", 8, 51.22, 6.78, 2934246],
    ["Leipzig", "Leipzig", "Saxony", 6, 51.34, 12.37, 2879139],
  ],
  [
    britain,
    ["London", "London", "England", 70, 51.51, -0.13, 2643743],
    ["Manchester", "Manchester", "England", 12, 53.48, -2.24, 2643123],
    ["Edinburgh", "Edinburgh", "Scotland", 8, 55.95, -3.2, 2650225],
    ["Bristol", "Bristol", "England", 6, 51.46, -2.6, 2654675],
  ],
  [
    france,
    ["Paris", "Paris", "Île-de-France", 26, 48.85, 2.35, 2988507],
    ["Lyon", "Lyon", "Auvergne-Rhône-Alpes", 8, 45.75, 4.85, 2996944],
  ],
  [
    netherlands,
    ["Amsterdam", "Amsterdam", "North Holland", 22, 52.37, 4.89, 2759794],
    ["Rotterdam", "Rotterdam", "South Holland", 8, 51.92, 4.48, 2747891],
    ["Utrecht", "Utrecht", "Utrecht", 6, 52.09, 5.12, 2745912],
  ],
  [
    spain,
    ["Madrid", "Madrid", "Community of Madrid", 18, 40.42, -3.7, 3117735],
    ["Barcelona", "Barcelona", "Catalonia", 18, 41.39, 2.16, 3128760],
    ["Valencia", "València", "Valencian Community", 5, 39.47, -0.38, 2509954],
  ],
  [
    portugal,
    ["Lisbon", "Lisboa", "Lisbon", 20, 38.73, -9.15, 2267057],
    ["Porto", "Porto", "Porto", 8, 41.15, -8.61, 2735943],
  ],
  [
    poland,
    ["Warsaw", "Warszawa", "Masovia", 16, 52.23, 21.01, 756135],
    ["Krakow", "Kraków", "Lesser Poland", 14, 50.06, 19.94, 3094802],
    ["Gdansk", "Gdańsk", "Pomerania", 12, 54.35, 18.65, 3099434],
    ["Wroclaw", "Wrocław", "Lower Silesia", 8, 51.1, 17.03, 3081368],
  ],
  [austria, ["Vienna", "Wien", "Vienna", 16, 48.21, 16.37, 2761369]],
  [ireland, ["Dublin", "Dublin", "Leinster", 18, 53.33, -6.25, 2964574]],
  [
    sweden,
    ["Stockholm", "Stockholm", "Stockholm County", 14, 59.33, 18.07, 2673730],
    ["Gothenburg", "Göteborg", "Västra Götaland", 5, 57.71, 11.97, 2711537],
  ],
  [denmark, ["Copenhagen", "København", "Capital Region", 12, 55.68, 12.57, 2618425]],
  [
    italy,
    ["Milan", "Milano", "Lombardy", 16, 45.46, 9.19, 3173435],
    ["Rome", "Roma", "Lazio", 8, 41.89, 12.51, 3169070],
    ["Turin", "Torino", "Piedmont", 4, 45.07, 7.69, 3165524],
  ],
  [
    switzerland,
    ["Zurich", "Zürich", "Zurich", 14, 47.37, 8.55, 2657896],
    ["Geneva", "Genève", "Geneva", 5, 46.2, 6.15, 2660646],
  ],
  [
    belgium,
    ["Brussels", "Bruxelles", "Brussels", 12, 50.85, 4.35, 2800866],
    ["Antwerp", "Antwerpen", "Flanders", 4, 51.22, 4.4, 2803138],
  ],
  [czechia, ["Prague", "Praha", "Prague", 12, 50.09, 14.42, 3067696]],
  [finland, ["Helsinki", "Helsinki", "Uusimaa", 8, 60.17, 24.94, 658225]],
  [norway, ["Oslo", "Oslo", "Oslo", 6, 59.91, 10.75, 3143244]],
  [estonia, ["Tallinn", "Tallinn", "Harju", 5, 59.44, 24.75, 588409]],
  [hungary, ["Budapest", "Budapest", "Budapest", 6, 47.5, 19.04, 3054643]],
  [romania, ["Bucharest", "București", "Bucharest", 5, 44.43, 26.11, 683506]],
  [greece, ["Athens", "Athína", "Attica", 5, 37.98, 23.73, 264371]],
];

export const cities: readonly City[] = table.flatMap(([of, ...rows]) =>
  rows.map(([name, local, region, weight, lat, lon, geonameId]) => ({
    name,
    local,
    region,
    weight,
    lat,
    lon,
    geonameId,
    country: of,
  })),
);
