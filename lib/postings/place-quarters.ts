import { kilometres, largest, type Place, placeIn } from "./gazetteer.ts";
import type { Group } from "./place-group.ts";
import { once } from "./remembering.ts";
import { fold } from "./text.ts";

/**
 * Boroughs, suburbs, towns and business parks that postings name alone and that the gazetteer lacks or links to no
 * city: city = names separated by commas, other spellings of a name by slashes.
 */
const table: Readonly<Record<string, string>> = {
  BE: `Brussels = Schaerbeek/Schaarbeek, Ixelles/Elsene, Forest/Vorst, Etterbeek, Uccle/Ukkel, Anderlecht, Molenbeek/Molenbeek-Saint-Jean/Sint-Jans-Molenbeek,
    Saint-Gilles/Sint-Gillis, Evere, Jette, Auderghem/Oudergem, Woluwe-Saint-Lambert/Sint-Lambrechts-Woluwe/Woluwe, Woluwe-Saint-Pierre/Sint-Pieters-Woluwe,
    Watermael-Boitsfort/Watermaal-Bosvoorde, Koekelberg, Ganshoren, Berchem-Sainte-Agathe/Sint-Agatha-Berchem, Saint-Josse-ten-Noode/Sint-Joost-ten-Node,
    Laeken/Laken, Haren, Neder-Over-Heembeek; Antwerpen = Berchem, Merksem, Wilrijk, Hoboken, Borgerhout, Berendrecht, Ekeren;
    Knokke-Heist = Knokke; Gent = Zwijnaarde, Gentbrugge, Sint-Amandsberg; Leuven = Heverlee, Kessel-Lo, Haasrode;
    Mons = Ghlin; Charleroi = Gosselies; Beveren = Kallo; Dilbeek = Groot-Bijgaarden; Asse = Zellik; Liège = Angleur, Grâce-Hollogne; Westerlo = Oevel`,
  NL: `Amsterdam = Zuidoost/Amsterdam-Zuidoost/Bijlmer, Zuidas, Sloterdijk, Amsterdam Nieuw-West, De Pijp, IJburg; Rotterdam = Kralingen, Kop van Zuid, Rotterdam Zuid, Pernis, Europoort;
    The Hague = Scheveningen, Loosduinen; Utrecht = Leidsche Rijn, De Uithof, Papendorp, Bilthoven, De Meern, Vleuten, Vleuten-De Meern; Leiden = Leiden Bio Science Park;
    Hoofddorp = Schiphol/Schiphol Airport, Schiphol-Rijk, Nieuw-Vennep, Lijnden; Voorburg = Leidschendam; Breda = Etten-Leur; 's-Hertogenbosch = Rosmalen;
    Nijkerk = Hoevelaken; Wierden = Nijverdal; Lichtenvoorde = Groenlo; Zaandam = Wormerveer; Diemen = Ouder-Amstel; Waalwijk = Kaatsheuvel, Drunen`,
  GB: `London = Tottenham, Hackney, Shoreditch, Docklands/London Docklands, Soho, Mayfair, Covent Garden, King's Cross, Farringdon, Clerkenwell, Holborn, Whitechapel, Bermondsey, Southwark,
    Lambeth, Vauxhall, Battersea, Clapham, Brixton, Camden Town, Kentish Town, Hammersmith and Fulham, Paddington, Marylebone, Fitzrovia, Bloomsbury, Knightsbridge, Kensington, Kensington and Chelsea,
    City of Westminster, Tower Hamlets, Camden, Westminster, Whitehall, Stratford, Richmond, Newham, Haringey, Lewisham, Barking and Dagenham, Waltham Forest, Redbridge, Havering, Royal Borough of Greenwich, Old Street, London Bridge,
    Stockley Park, Park Royal, Heathrow/London Heathrow, White City, Wood Green, Finsbury Park, Walthamstow, Stepney, Hoxton, Dalston,
    Woolwich, Greenwich, Chiswick, Fulham, Camberwell, Dulwich, Eltham, Notting Hill, Pimlico, Plaistow, Sydenham, Golders Green, Hampstead, Putney, Highgate, Highbury, Stoke Newington, Mile End,
    Victoria, Waterloo, Uxbridge, Enfield, Merton, Kingston, Hillingdon, Edmonton, Finchley, Wimbledon, Tooting, Streatham, Balham, Deptford, Leyton, Chingford, Shepherd's Bush, Earl's Court,
    West End, Richmond upon Thames;
    Manchester = Trafford Park, MediaCityUK, Didsbury, Wythenshawe, Fallowfield, Trafford, Tameside, Sale; Birmingham = Edgbaston, Digbeth, Selly Oak, Erdington; Edinburgh = Leith, Portobello, Morningside, South Gyle, Gogarburn; Glasgow = Govan, Partick, Hillhead;
    Bristol = Clifton, Redland, Filton, Avonmouth, Bedminster; Cardiff = Cardiff Bay, Roath; Leeds = Headingley; Liverpool = Speke, Toxteth, Everton, Sefton, Wirral; Belfast = Titanic Quarter;
    Milton Keynes = Bletchley, Wolverton; Reading = Green Park, Thames Valley Park;
    Crawley = Gatwick/Gatwick Airport/London Gatwick; Abingdon = Culham; Warwick = Gaydon; Macclesfield = Alderley Park; Warrington = Risley; Sawston = Hinxton, Babraham, Great Abington;
    Fareham = Whiteley; Seascale = Sellafield; Ellesmere Port = Capenhurst; Bebington = Port Sunlight`,
  DE: `Berlin = Prenzlauer Berg, Charlottenburg-Wilmersdorf, Friedrichshain-Kreuzberg, Tempelhof-Schöneberg, Treptow-Köpenick, Steglitz-Zehlendorf, Marzahn-Hellersdorf, Berlin-Adlershof, Siemensstadt, Moabit;
    Munich = Schwabing, Bogenhausen, Sendling, Maxvorstadt, Neuperlach, Riem, Obersendling, Laim, Parkstadt Schwabing, Giesing; Hamburg = HafenCity, Altona-Nord, Hammerbrook, City Nord, Speicherstadt, Finkenwerder,
    Hamburg-Mitte, Bergedorf, Rothenburgsort; Köln = Ehrenfeld, Deutz, Köln-Porz, Braunsfeld, Ossendorf, Rodenkirchen; Frankfurt am Main = Sachsenhausen, Bockenheim, Westend, Niederrad, Gallus, Höchst, Frankfurt Airport;
    Düsseldorf = Düsseldorf-Rath, Oberkassel, Medienhafen, Derendorf; Stuttgart = Vaihingen/Stuttgart-Vaihingen, Zuffenhausen/Stuttgart-Zuffenhausen, Feuerbach/Stuttgart-Feuerbach, Möhringen, Untertürkheim, Bad Cannstatt;
    Leipzig = Plagwitz; Nürnberg = Langwasser; Ludwigsburg = Kornwestheim-Pattonville, Remseck/Remseck am Neckar;
    Planegg = Martinsried; Weßling = Oberpfaffenhofen; Ettlingen = Waldbronn; Karlsruhe = Stutensee; Langenhagen = Isernhagen; Darmstadt = Mühltal; Ditzingen = Korntal-Münchingen;
    Neckarsulm = Bad Friedrichshall; Ingolstadt = Lenting, Kösching; Offenbach = Rödermark; Rheda-Wiedenbrück = Herzebrock-Clarholz; Norderstedt = Henstedt-Ulzburg;
    Königs Wusterhausen = Wildau; Ludwigsfelde = Blankenfelde-Mahlow, Dahlewitz`,
  AT: "Vienna = Floridsdorf, Donaustadt, Favoriten, Liesing, Simmering, Meidling, Leopoldstadt, Ottakring, Döbling, Hernals, Penzing, Hietzing; Linz = Urfahr; Graz = Puntigam; Leibnitz = Lebring; Unterpremstätten = Premstätten",
  CH: `Zürich = Oerlikon, Altstetten, Zurich West/Zürich West, Zurich Airport/Flughafen Zürich; Genève = Genève-Aéroport, Cointrin; Basel = Kleinbasel; Bern = Wankdorf, Bümpliz, Ittigen, Gümligen; Effretikon = Kemptthal, Illnau-Effretikon; Baden = Dättwil; Pratteln = Schweizerhalle; Morges = Tolochenaz;
    Nyon = Eysins; Vernier = Le Lignon; Lugano = Manno; Schaffhausen = Neuhausen am Rheinfall; Altstätten = Heerbrugg, Widnau`,
  FR: `Paris = La Plaine Saint-Denis, Bercy, Montparnasse, Gare de Lyon, Gare du Nord, Gare de l'Est, Opéra, Paris La Villette; Lyon = Part-Dieu/La Part-Dieu, Gerland, Confluence, Vaise; Marseille = La Joliette, Château-Gombert;
    Toulouse = Labège Innopole, Montaudran, Basso Cambo; Lille = Euralille, EuraTechnologies; Nantes = Île de Nantes, La Beaujoire; Valbonne = Sophia-Antipolis;
    Noisy-le-Grand = Marne-la-Vallée; Versailles = Toussus-le-Noble; Les Ulis = Courtabœuf; Manosque = Cadarache, Saint-Paul-lès-Durance; Lyon = Marcy-l'Étoile; Aix-en-Provence = Les Milles;
    Bagnols-sur-Cèze = Marcoule; Pierrelatte = Tricastin; Mourenx = Lacq`,
  ES: "Barcelona = Poblenou, Zona Franca, Gràcia, Sarrià, Eixample; Madrid = Chamartín, Azca, Las Tablas, Salamanca Madrid, Julián Camarillo, Méndez Álvaro, Campo de las Naciones; Bilbao = Zorrozaurre; Málaga = Málaga TechPark, Campanillas",
  IT: "Milan = Porta Nuova, Bicocca, Lambrate, Citylife, Rogoredo, Milanofiori; Rome = Eur/Roma Eur, Tiburtina, Parioli, Trastevere; Turin = Lingotto, Mirafiori; Bologna = Borgo Panigale; Naples = Bagnoli, Fuorigrotta; Sassuolo = Fiorano Modenese",
  PT: "Lisbon = Parque das Nações, Marquês de Pombal, Saldanha, Alvalade, Belém; Porto = Boavista, Foz do Douro, Campanhã",
  PL: "Warsaw = Służewiec, Mordor, Śródmieście, Wilanów, Bielany, Włochy Warszawa; Kraków = Zabłocie, Podgórze, Krowodrza; Wrocław = Fabryczna, Krzyki; Gdańsk = Oliwa, Wrzeszcz; Poznań = Grunwald, Jeżyce; Rzeszów = Jasionka",
  CZ: "Prague = Karlín, Smíchov, Chodov, Holešovice, Vinohrady, Žižkov, Pankrác, Letňany; Brno = Brno-střed, Královo Pole",
  DK: `Copenhagen = Søborg, Hellerup, Ørestad, Nørrebro, Vesterbro, Østerbro, Amager, Valby, Nordhavn, Sydhavn, Brønshøj, Vanløse, Kastrup, Gladsaxe, Lyngby, Kongens Lyngby, Gentofte, Herlev, Rødovre, Skovlunde, Bagsværd, Virum; Århus = Skejby, Åbyhøj, Viby J, Brabrand`,
  SE: "Stockholm = Södermalm, Östermalm, Norrmalm, Vasastan, Hammarby Sjöstad, Hagastaden, Årsta, Liljeholmen, Globen, Danderyd, Järfälla, Barkarby; Märsta = Arlanda/Stockholm Arlanda; Göteborg = Lindholmen, Mölndalsvägen, Hisingen, Gårda, Arendal; Malmö = Västra Hamnen, Hyllie; Lund = Ideon",
  NO: "Oslo = Fornebu, Lysaker, Skøyen, Nydalen, Aker Brygge, Bjørvika, Majorstuen; Bergen = Kokstad, Sandsli; Stavanger = Forus; Lillestrøm = Kjeller; Jessheim = Gardermoen",
  FI: "Helsinki = Pasila, Kamppi, Ruoholahti, Kalasatama, Vallila; Espoo = Keilaniemi, Otaniemi, Leppävaara; Tampere = Hervanta",
  IE: "Dublin = Sandyford, Ballsbridge, IFSC, Grand Canal Dock, Blanchardstown, Leopardstown, Clonskeagh, Citywest, Cherrywood, Silicon Docks, Mulhuddart, Ballycoolin, Clonee, Grange Castle; Cork = Ballincollig, Little Island, Mahon, Ringaskiddy; Luimneach = Raheen",
  LU: "Luxembourg = Howald, Gasperich, Senningerberg, Munsbach, Findel, Windhof, Cloche d'Or; Esch-sur-Alzette = Belval, Foetz",
  GR: "Athens = Sýntagma, Kolonaki, Psychiko",
  AR: "Buenos Aires = Palermo, Recoleta, Puerto Madero, Belgrano, Caballito, Villa Crespo",
  MX: "Mexico City = Polanco, Roma Norte, Roma Sur, Condesa, Granada, Lomas de Chapultepec",
  US: "New York City = Midtown Manhattan, Hudson Yards, Wall Street, SoHo New York; San Francisco = SoMa, Mission Bay; Seattle = South Lake Union; Los Angeles = Playa Vista, Silicon Beach, West Los Angeles, Venice Beach; Boston = Seaport District, Back Bay",
};

interface Quarter {
  name: string;
  city: string;
  country: string;
}

const quarters = once(() => {
  const byName = new Map<string, Quarter>();
  for (const [country, cities] of Object.entries(table)) {
    for (const entry of cities.split(";")) {
      const [city = "", names = ""] = entry.split(" = ");
      for (const spelling of names.split(",").flatMap((name) => name.split("/")))
        byName.set(fold(spelling), { name: spelling.trim().replace(/\s+/g, " "), city: city.trim(), country });
    }
  }
  return byName;
});

/** The population a borough counts for beside a town of its name: more in larger cities. */
const inhabitants = (city: Place) => Math.max(20_000, city.population / 100);

/** A quarter under its own name, with the id and the coordinates of its city. `folded` = fold(name). */
export function quartersNamed(folded: string): Place[] {
  const quarter = quarters().get(folded);
  if (!quarter) return [];
  const city = placeIn({ name: quarter.city, country: quarter.country });
  return city ? [{ ...city, name: quarter.name, section: true, population: inhabitants(city) }] : [];
}

/** Whether a place comes from this table and not from the gazetteer. */
export const isOfTable = ({ name, geonameId }: Place): boolean =>
  quartersNamed(fold(name)).some((quarter) => quarter.geonameId === geonameId);

/** Names of quarters in several cities: beside another of these cities it is unclear which is meant. */
const shared: ReadonlySet<string> = new Set(
  `camden,clifton,hampstead,highbury,highgate,kensington,paddington,richmond,soho,stratford,sydenham,victoria,waterloo,west end,westminster,woolwich`.split(
    ",",
  ),
);

/**
 * "Fulham" from an employer in Australia is not London's, as others bear the name; nor is "Highgate, Birmingham" if
 * both cities may have one. But "Heathrow, Manchester" is two offices, as are the names of a longer list.
 * @param home countries of the employer and of the posting's other places
 * @param beside the only other place of an address
 */
export function isQuarterDenied(
  { folded, narrowed, places }: Group,
  place: Place,
  home: readonly string[],
  beside: Group | undefined,
): boolean {
  if (narrowed || !isOfTable(place)) return false;
  const isAbroad = home.length > 0 && !home.includes(place.country);
  return (isAbroad && !places.every(isOfTable)) || (shared.has(folded) && isOfAnother(place, beside));
}

const isOfAnother = ({ geonameId }: Place, beside: Group | undefined): boolean =>
  beside !== undefined && beside.places.length > 0 && !beside.places.some((place) => place.geonameId === geonameId);

const neighbourKm = 25;

/** "Greenwich, Stamford": neighbouring towns, not a quarter of London and another Stamford. */
export function besideNeighbour(group: Group, others: readonly Group[]): Group {
  if (group.narrowed || others.length === 0 || quartersNamed(group.folded).length === 0) return group;
  const around = others.flatMap(({ places }) => largest(places) ?? []);
  const isBeside = (place: Place) =>
    around.some((each) => each.country === place.country && kilometres(each, place) <= neighbourKm);
  const places = group.places.filter(isBeside);
  return places.length === 0 || places.some(isOfTable) ? group : { ...group, places };
}

export function quarterCities(): Iterable<Quarter> {
  return quarters().values();
}
