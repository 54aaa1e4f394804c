import { fold } from "./text.ts";

const set = (list: string): ReadonlySet<string> => new Set(list.split(/\s+/));

/** Words around a name that say nothing about the place. */
export const noise = set(
  `office offices hq headquarters headquarter area metropolitan metro region greater city town municipality stadt centre center centrum central downtown hub campus site
  home standort standorte raum grossraum metropolregion umgebung umkreis nahe near nearby location locations based county province provincia provincie district state canton kanton
  departement voivodeship wojewodztwo lan kommune gemeente comune gmina oficina oficinas bureau bureaux buro kantoor biuro sede siege metropole agglomeration arrondissement cedex
  citta metropolitana metropolitaine powiat distrito concelho comarca within innerhalb alentours bezirk stadtteil landkreis kreis okolice omgeving alrededores dintorni ufficio escritorio kontor kontoret western eastern northern southern qualquer cualquier ponto punto considered preferred possible candidates applicants only
  und and or oder ou et y en of the in im at bei a an au aux w i`,
);

/** Towns whose names are everyday words: only believed if they stand alone. */
export const everyday = set(
  `nice reading bath mobile most bar split hof see wells rugby deal ware hove home house hall park bury street spa trust care field main central east west north south
  bank base same orange enterprise industry commerce media university college hospital clinic practice health early normal male man spring sale hope rich young many
  best wall union progress moss battle diss hull bad san los las saint santa de la le el un und del den der die das am an auf zum bei remote team start of all
  job work office sales marketing finance data software product support design legal people service services general new old great royal national fort lake port mount mont lac val pont beach point valley hills heights grove green chu creek river island bay city villa store shop mall tower springs falls junction`,
);

/** "West Region", "Heel Nederland": a part of what is named, or all of it, not a town. */
export const directions = set(
  "central east west north south northern southern eastern western main continental mainland heel",
);

/** "Roma Nord", "Paris-Est", "Madrid Sur": beside a name they are directions, though elsewhere they are names. */
export const compass = set(
  `nord nordest nordost nordovest nordwest est este ost oest ouest ovest oeste sud sudest sudost sudovest sudwest sur sul sor syd
  norte noord noordoost noordwest oost zuid zuidoost zuidwest ost oster vaster vast vest`,
);

/** Between two words they form one name: "Ashton under Hill", "Villeneuve sous Dammartin". */
export const linking = set(
  "on upon under by le les sur sous aux en de del della di do da dos das nad pod aan den het op ved",
);

/** Named after a place or a person: "Lincoln House", "St Thomas Hospital", "Oxford Road". */
export const buildings = set(
  `hospital hospitals clinic klinik klinikum krankenhaus hopital chu chru ospedale szpital sjukhus sykehus sairaala ziekenhuis infirmary surgery hospice house haus school schule college academy medical memorial library museum theatre stadium business university universitat universite
  street road rd avenue ave lane square platz strasse str rue calle via plaza building tower`,
);

/** Words in place of a location that are not one: buildings, employers' units, answers to another question. */
const notPlaces = set(
  `${[...buildings].join(" ")} office offices hq headquarters headquarter home campus
  st floor unit park centre center hub store shop branch filiale plant factory werk
  site sites depot warehouse airport station hotel restaurant care nursing trust nhs ward department division team sales engineering marketing finance operations field
  various multiple several different flexible tbd tba tbc na n none any all other others unknown unspecified open negotiable anywhere everywhere worldwide global international
  national nationwide landelijk landesweit rikstackande landsdaekkende ogolnopolski regional local virtual distributed remote hybrid onsite hybride hibrido ibrido hybrydowo location locations place places country countries region standort standorte diverse verschiedene
  alle mehrere divers plusieurs partout varios varias diversi wiele caly flera olika flere job jobs work working arbeit role position see link description client clients customer
  agreed confirmed determined negotiated interview company headquartered based time zone timezone days day week hours tag tage tagen woche pro jour jours semaine dia dias semana giorno giorni settimana dag dagen dagar dage dni tydzien vecka uge per preferred required only not gmbh ag ltd inc llc bv sa spa office-based`,
);

/**
 * A name that could be a village's, capitalised as names are; null if it is something else. Only believed beside a
 * region or country.
 */
export function properName(text: string): string | null {
  const name = text.trim();
  if (name.length < 3 || name.length > 40 || !/^\p{L}[\p{L}\p{M} .'’-]*$/u.test(name)) return null;
  const words = fold(name).split(" ");
  if (words.length > 6 || words.every((word) => everyday.has(word)) || words.some((word) => notPlaces.has(word)))
    return null;
  return capitalised(name);
}

/** "bad tölz" and "VILLENEUVE SUR LOT" in normal spelling; mixed case is left alone. */
export function capitalised(name: string): string {
  if (name !== name.toLowerCase() && (name !== name.toUpperCase() || name.length < 4)) return name;
  return name
    .toLowerCase()
    .replace(/(?<![\p{L}\p{M}'’])\p{L}[\p{L}\p{M}]*/gu, (word, at: number) =>
      at > 0 && small.has(fold(word)) ? word : word.charAt(0).toUpperCase() + word.slice(1),
    );
}

const small = set(
  "of the and on upon by le la les sur sous de del della des di do da dos das du en et am an im ob der den und op aan y nad i",
);
