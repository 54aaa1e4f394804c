import { once } from "./remembering.ts";
import { fold } from "./text.ts";

/**
 * GeoNames' name for a city -> its names in other languages, old names, districts that stand for it and the short forms
 * of postings. By country, so that places of that name elsewhere are not meant.
 */
const table: Readonly<Record<string, string>> = {
  DE: `Berlin = berlin mitte | berlin kreuzberg | berlin friedrichshain | berlin prenzlauer berg | berlin
    charlottenburg | berlino | berlijn | berlim; Munich = münchen | muenchen | monaco di baviera | monachium |
    múnich | munique | münich | mnichov; Köln = cologne | koeln | keulen | colonia | kolonia; Frankfurt am Main =
    frankfurt | frankfurt main | frankfurt a m | ffm | francfort | francoforte | fráncfort; Hamburg = hambourg |
    hamburgo | amburgo | hanseatic city of hamburg; Düsseldorf = duesseldorf | dusseldorf; Nürnberg = nuremberg |
    nuernberg | norimberga | norymberga | núremberg; Hannover = hanover | hanovre | hannover region | region
    hannover; Braunschweig = brunswick; Leipzig = lipsia | lipsk; Dresden = drezno | dresda; Stuttgart = stoccarda |
    stuttgart region; Aachen = aix la chapelle | aken | aquisgrán; Mainz = mayence | magonza; Trier = trèves;
    Freiburg = freiburg im breisgau | fribourg en brisgau; Regensburg = ratisbon | ratisbona; Münster = muenster |
    munster westfalen; Hameln = hamelin; Konstanz = constance | konstanz am bodensee; Ludwigshafen am Rhein =
    ludwigshafen; Frankfurt (Oder) = frankfurt an der oder | frankfurt a d oder; Mülheim = mülheim an der ruhr | mulheim ruhr; Halle (Saale) = halle | halle saale | halle an der
    saale; Garching bei München = garching; Lübeck = luebeck | hansestadt lübeck; Göttingen = goettingen | gottinga;
    Bergisch Gladbach = bensberg; Saarbrücken = saarbruecken | sarrebruck; Höhenkirchen-Siegertsbrunn = höhenkirchen; Würzburg = wuerzburg`,
  AT: `Vienna = wien | vienne | viena | wenen | wieden | vídeň | bécs; Salzburg = salzbourg | salisburgo; Innsbruck =
    innsbruck tirol; Klagenfurt am Wörthersee = klagenfurt`,
  CH: `Zürich = zurich | zuerich | zurigo | zúrich | zurych | zürich city; Genève = geneva | genf | ginevra | ginebra |
    genebra | genewa | genève city; Basel = bâle | basle | basilea | bazel | bazylea; Bern = berne | berna | berno;
    Luzern = lucerne | lucerna; Sankt Gallen = st gallen | st. gallen | saint gall | san gallo; Lausanne = losanna |
    lozanna; Fribourg = fribourg suisse; Sitten = sion; Martigny-Ville = martigny; Rotkreuz = risch | risch rotkreuz; Biel/Bienne = biel | bienne`,
  NL: `Amsterdam = amsterdam zuid | amsterdam oost | amsterdam noord | amsterdam west | amsterdam centrum | amsterdam
    area | greater amsterdam | amsterdam sloterdijk | ámsterdam; The Hague = den haag | 's-gravenhage | s gravenhage
    | la haye | la haya | l'aia | haag | haga; Maastricht = maastricht aachen airport; Rotterdam = rotterdam area | róterdam; Utrecht = utrecht area |
    utrecht leidsche rijn; 's-Hertogenbosch = den bosch | s hertogenbosch | bois le duc; Almere Stad = almere;
    Hoofddorp = haarlemmermeer; Noordwijk-Binnen = noordwijk; Driebergen-Rijsenburg = driebergen; Velsen-Zuid = velsen;
    Zoeterwoude-Dorp = zoeterwoude`,
  BE: `Brussels = bruxelles | brussel | brüssel | bruselas | bruxelas | brussels area | bryssel | bruksela | brussels
    south | brussels capital | brussels capital region | brussels region | bruxelles capitale | region de bruxelles capitale; Antwerpen = antwerp | anvers | amberes | antwerpia; Gent = ghent | gand | gante; Brugge = bruges |
    brujas; Liège = luik | lüttich | lieja | liegi; Leuven = louvain | lovaina | löwen; Namur = namen; Mechelen =
    malines; Kortrijk = courtrai`,
  LU: `Luxembourg = luxemburg | luxembourg city | luxembourg ville | luxemburgo | lussemburgo | luksemburg | letzebuerg
    | luxembourg stad`,
  FR: `Paris = paris la defense | la defense | la défense | paris et peripherie | paris area | paris region | greater
    paris | region parisienne | agglomeration parisienne | grand paris | parís | parigi | parijs | paryż | paris intra muros | ville de paris; Lyon = lyons | lione | lyon area | grand lyon | region lyonnaise | agglomeration lyonnaise |
    metropole de lyon | lyon part dieu; Marseille = marseilles | marsella | marsiglia; Nice = nizza | niza; Strasbourg = strassburg |
    straßburg | estrasburgo | strasburgo | straatsburg; Toulouse = tolosa | toulouse area; Bordeaux = burdeos; Lille
    = rijsel | lille metropole | lille métropole; Saint-Ouen = saint ouen sur seine; Courbevoie = courbevoie la defense;
    Cherbourg-Octeville = cherbourg | cherbourg en cotentin; Vélizy-Villacoublay = vélizy | villacoublay; Ramonville-Saint-Agne = ramonville`,
  ES: `Madrid = madryt | madrid area | greater madrid | madrid centro; Barcelona = barcellona | barcelone | bcn |
    barcelona area | greater barcelona; Sevilla = seville | séville | siviglia | sewilla; Zaragoza = saragossa |
    saragosse; Valencia = valència | valence espagne | walencja; Málaga = malaga area; Maó = mahón; Ciutadella = ciutadella de menorca | ciudadela | ciudadela de menorca; Palma = palma de mallorca |
    palma di maiorca; Donostia / San Sebastián = donostia san sebastian; Gasteiz / Vitoria = vitoria | vitoria
    gasteiz; A Coruña = la coruña | corunna; Castelló de la Plana = castellón | castellon de la plana; Córdoba =
    cordova; Bilbao = bilbo; Pamplona = iruña | pamplona iruna; Las Palmas de Gran Canaria = las palmas | gran
    canaria; Santa Cruz de Tenerife = tenerife; L'Hospitalet de Llobregat = hospitalet | hospitalet de llobregat`,
  PT: `Lisbon = lisboa | lisbonne | lissabon | lisbona | lizbona | greater lisbon | grande lisboa | area metropolitana de lisboa | lisbon area; Porto
    = oporto | o porto | greater porto | grande porto | area metropolitana do porto; Vila Nova de Gaia = gaia`,
  IT: `Rome = roma | rom | rzym | rome area; Milan = milano | mailand | milán | milão | mediolan | milaan | milan area
    | greater milan | milano area | area metropolitana di milano | hinterland milanese; Turin = torino | turín | turyn; Florence = firenze | florenz | florencia |
    florença; Naples = napoli | neapel | nápoles | neapol; Genoa = genova | genua | gênes | génova; Venice = venezia
    | venedig | venise | venecia | veneza | wenecja; Bologna = bolonia | bologne | bolonha; Padova = padua | padoue;
    Verona = vérone; Bolzano = bozen; Trento = trient; Reggio nell'Emilia = reggio emilia; Mantova = mantua`,
  PL: `Warsaw = warszawa | aglomeracja warszawska | warschau | varsovie | varsovia | varsavia | warsaw area | varšava; Kraków = krakow | cracow
    | krakau | cracovie | cracovia | krakov; Wrocław = wroclaw | breslau | breslavia; Gdańsk = danzig | dantzig |
    danzica; Poznań = posen; Łódź = lodz; Szczecin = stettin; Katowice = kattowitz | katowice area; Bielsko-Biala =
    bielsko biała`,
  CZ: `Prague = praha | prag | praga | praag | prague area | praha 1 | praha 4 | praha 8; Brno = brünn | bruenn; Pilsen
    = plzeň | plzen`,
  SK: "Bratislava = pressburg | bratysława; Košice = kosice | kaschau",
  HU: "Budapest = budapeszt | budapesta",
  RO: `Bucharest = bucurești | bucuresti | bukarest | bucarest | bucareste | bukareszt; Cluj-Napoca = cluj |
    klausenburg; Timişoara = timisoara | temeswar | timişoara; Iaşi = iasi | jassy | iași`,
  BG: "Sofia = sofija | sofía | sófia | софия; Plovdiv = пловдив; Varna = варна",
  HR: "Zagreb = agram | zagabria",
  SI: "Ljubljana = laibach | lubiana",
  RS: "Belgrade = beograd | belgrad | belgrado",
  CL: "Santiago = santiago de chile",
  GR: `Pátra = patras | patra | πάτρα; Irákleion = heraklion | iraklion | herakleion | ηράκλειο; Piraeus = pireas | πειραιάς; Lárisa = larissa | λάρισα; Ródos = rhodes | rhodos; Khalándrion = chalandri | halandri; Athens = athina | athen | athènes | atenas | atene | ateny | athens area | αθήνα; Thessaloníki = thessaloniki |
    saloniki | salonica | θεσσαλονίκη`,
  CY: "Nicosia = lefkosia | nikosia; Limassol = lemesos",
  MT: `Valletta = la valletta | la valette | malta valletta; San Ġiljan = st julians | st. julian's | saint julians |
    san giljan; Sliema = tas sliema`,
  DK: `Copenhagen = københavn | kopenhagen | copenhague | copenaghen | kopenhaga | københavn k | greater copenhagen |
    copenhagen area | storkøbenhavn | hovedstadsområdet | koebenhavn | kobenhavn; Lillerød = allerød; Brøndbyvester = brøndby; Århus = aarhus | arhus; Aalborg = ålborg`,
  SE: `Göteborg = gothenburg | goteborg | gotemburgo | göteborg area; Malmö = malmo | malmoe; Stockholm = estocolmo |
    stoccolma | sztokholm | greater stockholm | storstockholm | stor stockholm | stockholm area; Linköping = linkoping`,
  NO: "Oslo = oslo area | greater oslo; Trondheim = trondhjem",
  FI: "Helsinki = helsingfors | helsinque | helsinki area; Turku = åbo; Tampere = tammerfors; Espoo = esbo; Hyvinge = hyvinkää",
  IS: "Reykjavík = reykjavik",
  IE: `Dublin = dublín | dublino | baile átha cliath | dublin area | greater dublin | dublin 1 | dublin 2 | dublin 4;
    Luimneach = limerick; Loch Garman = wexford; Droichead Nua = newbridge; Cluain Meala = clonmel; An
    Muileann gCearr = mullingar; An Ros = rush; Trá Mhór = tramore; Gaillimh = galway; Cork = corcaigh`,
  GB: `London = londres | londra | londen | londyn | greater london | central london | city of london | london area |
    greater london area | londýn | ldn | london west end | canary wharf | east london | west london | north london |
    south london | inner london; Manchester = greater manchester | salford quays | manchester area; Edinburgh =
    edimbourg | edimburgo | edinburg | edynburg; Newcastle upon Tyne = newcastle | newcastle upon tyne area;
    Brighton = brighton and hove | brighton hove | brighton & hove; Kingston upon Hull = hull; Stoke-on-Trent =
    stoke | stoke on trent; Southend-on-Sea = southend; Belfast = béal feirste; Leeds = leeds area; Birmingham =
    birmingham area; Royal Tunbridge Wells = tunbridge wells; Royal Leamington Spa = leamington spa; Letchworth Garden City =
    letchworth; Chipping Ongar = ongar; Great Dunmow = dunmow; Middlesbrough = middlesborough;
    Abingdon = abingdon on thames; Stansted Mountfitchet = stansted | london stansted | stansted airport`,
  EE: "Tallinn = reval | tallin",
  LV: "Riga = rīga | ryga",
  LT: "Vilnius = wilna | wilno | vilna; Kaunas = kowno",
  UA: "Kyiv = kiev | kiew | kijów | київ; Lviv = lwów | lwow | lemberg | lvov; Odessa = odesa",
  ZA: "Cape Town = capetown | kaapstad",
  RU: "Moscow = moskva | moskau | moscou; Saint Petersburg = st petersburg",
  TR: "Istanbul = stambul | estambul | istanbul europe",
  US: `New York City = new york | nyc | new york ny | manhattan | new york metropolitan area | greater new york | new
    york metro; San Francisco = sf | san francisco bay area | sf bay area | bay area | silicon valley | greater san francisco; Washington, D.C. = washington |
    washington dc | washington d c | dc | d c; Los Angeles = la | los angeles area | greater los angeles; Saint
    Louis = st louis; Boston = greater boston | boston area; Seattle = greater seattle | seattle area`,
  CA: "Montréal = montreal; Québec = quebec city; Toronto = greater toronto area",
  IN: `Cochin = kochi; Bengaluru = bangalore | bangalore urban; Gurgaon = gurugram; Delhi = new delhi | delhi ncr; Mumbai = bombay;
    Chennai = madras`,
  MX: "Mexico City = ciudad de mexico | cdmx",
  BR: "São Paulo = sao paulo | sao paolo",
  IL: "Tel Aviv = tel aviv yafo | tel aviv jaffa | tlv; Petaẖ Tiqwa = petach tikva | petah tikva | petach tiqva; Rishon LeẔiyyon = rishon lezion | rishon letzion; Herzliya = herzliyya | herzliya pituach",
  CN: "Beijing = peking",
  VN: "Ho Chi Minh City = ho chi minh | hcmc | saigon",
};

/** The gazetteer's names of cities that English calls differently: mails and pages are in English. */
const english: Readonly<Record<string, string>> = {
  ...{ "DE Köln": "Cologne", "DE Nürnberg": "Nuremberg", "DE Hannover": "Hanover", "CH Zürich": "Zurich" },
  ...{ "CH Genève": "Geneva", "CH Luzern": "Lucerne", "CH Sankt Gallen": "St. Gallen", "CH Sitten": "Sion" },
  ...{ "BE Antwerpen": "Antwerp", "BE Gent": "Ghent", "BE Brugge": "Bruges", "NL Almere Stad": "Almere" },
  ...{ "ES Sevilla": "Seville", "ES Donostia / San Sebastián": "San Sebastián" },
  ...{ "ES Gasteiz / Vitoria": "Vitoria-Gasteiz", "IT Padova": "Padua", "IT Reggio nell'Emilia": "Reggio Emilia" },
  ...{ "DK Århus": "Aarhus", "SE Göteborg": "Gothenburg", "IE Luimneach": "Limerick", "IE Gaillimh": "Galway" },
  ...{ "AT Klagenfurt am Wörthersee": "Klagenfurt", "AT Sankt Pölten": "St. Pölten", "GR Irákleion": "Heraklion" },
  ...{ "IE Loch Garman": "Wexford", "IE Droichead Nua": "Newbridge", "IE Cluain Meala": "Clonmel" },
  ...{ "IE An Muileann gCearr": "Mullingar", "IE An Ros": "Rush", "IE Trá Mhór": "Tramore", "GR Pátra": "Patras" },
  ...{ "GR Lárisa": "Larissa", "GR Ródos": "Rhodes", "GR Khalándrion": "Chalandri", "FI Hyvinge": "Hyvinkää" },
  ...{ "NL Noordwijk-Binnen": "Noordwijk", "CH Martigny-Ville": "Martigny", "FR Cherbourg-Octeville": "Cherbourg" },
  ...{ "DK Lillerød": "Allerød", "DK Brøndbyvester": "Brøndby" },
  ...{ "IL Petaẖ Tiqwa": "Petah Tikva", "IL Rishon LeẔiyyon": "Rishon LeZion", "IN Cochin": "Kochi" },
  ...{ "PL Bielsko-Biala": "Bielsko-Biała" },
};

export function displayName({ name, country }: CityName): string {
  // In Britain Saint Andrews is St Andrews.
  if (country === "GB" && name.startsWith("Saint ")) return `St ${name.slice(6)}`;
  return english[`${country} ${name}`] ?? name;
}

export interface CityName {
  name: string;
  country: string;
}

/** Other names, folded -> the gazetteer's name and country. */
export const cityAliases = once((): ReadonlyMap<string, CityName> => {
  const aliases = new Map<string, CityName>();
  for (const [country, cities] of Object.entries(table)) {
    for (const entry of cities.split(";")) {
      const [name = "", others = ""] = entry.split(/\s+=\s+/);
      const city = { name: name.trim().replace(/\s+/g, " "), country };
      for (const other of others.split("|")) aliases.set(fold(other), city);
    }
  }
  return aliases;
});
