import { cities } from "./cities.ts";
import { diceOf } from "./dice.ts";

/** An invented employer. */
export interface Company {
  name: string;
  /** What it does, as words that follow its name in an English sentence. */
  business: string;
  /** English names of the cities where it hires. */
  offices: readonly string[];
  /** Its greenhouse board; without one it posts through arbeitnow. */
  board: string | null;
}

const onGreenhouse: [token: string, name: string, business: string, ...offices: string[]][] = [
  [
    "fjordbyte",
    "Fjordbyte",
    "builds booking and crew software for ferries and regional airlines",
    "Copenhagen",
    "Stockholm",
    "Oslo",
    "Helsinki",
    "Berlin",
    "London",
  ],
  [
    "havelwerk",
    "Havelwerk",
    "helps manufacturers to connect their machines and to plan their shifts",
    "Berlin",
    "Hamburg",
    "Leipzig",
    "Munich",
    "Vienna",
    "Frankfurt",
    "Stuttgart",
  ],
  [
    "tidewater-analytics",
    "Tidewater Analytics",
    "turns the readings of water networks into forecasts",
    "London",
    "Dublin",
    "Edinburgh",
    "Amsterdam",
    "Manchester",
    "Berlin",
  ],
  [
    "lumenpath",
    "Lumenpath",
    "makes learning software for technicians and nurses",
    "Paris",
    "Lyon",
    "Brussels",
    "Geneva",
    "London",
    "Barcelona",
  ],
  [
    "oakmarket",
    "Oak & Market",
    "runs an online market for used furniture",
    "London",
    "Manchester",
    "Bristol",
    "Berlin",
    "Madrid",
    "Milan",
    "Warsaw",
  ],
  [
    "solterra-energy",
    "Solterra Energy",
    "plans, builds and runs solar parks with storage",
    "Lisbon",
    "Porto",
    "Madrid",
    "Barcelona",
    "Valencia",
    "Athens",
    "Rome",
  ],
  [
    "quartzbank",
    "Quartzbank",
    "is a bank for freelancers and small firms, without branches",
    "Frankfurt",
    "Zurich",
    "London",
    "Warsaw",
    "Vienna",
    "Dublin",
    "Prague",
  ],
  [
    "brightloop",
    "Brightloop",
    "takes packaging back and brings it into use again",
    "Amsterdam",
    "Rotterdam",
    "Utrecht",
    "Berlin",
    "Lisbon",
    "Gdansk",
    "Krakow",
    "Stockholm",
  ],
];

/** The greenhouse boards that exist here. */
export const boardTokens: readonly string[] = onGreenhouse.map(([token]) => token);

const elsewhere: [home: string, name: string, business: string][] = [
  ["Berlin", "Kupferfuchs Digital", "moves public offices from paper to software that people understand"],
  ["Berlin", "Ampelmoos Software", "measures street greenery and air for cities"],
  ["Berlin", "Kiezkrähe Mobility", "shares cargo bikes between neighbours and shops"],
  ["Berlin", "Brandt & Laubfrosch Beratung", "advises family firms on their digital plans"],
  ["Munich", "Isarwolke Systems", "runs private clouds for hospitals"],
  ["Hamburg", "Alsterqualle Logistik", "plans the last mile of parcels on water and rails"],
  ["Frankfurt", "Mainfalke Capital", "invests in the insulation of old buildings"],
  ["Cologne", "Domdohle Media", "produces podcasts and the tools to make them"],
  ["Stuttgart", "Neckarfunke Motion", "builds test benches for electric drives"],
  ["Düsseldorf", "Rheinotter Retail", "runs the tills and stocks of farm shops"],
  ["Leipzig", "Lindenhummel Games", "makes board games that talk to phones"],
  ["London", "Thameslark", "gives tenants a fair record of their rent"],
  ["London", "Lanternfish Payments", "lets small charities take money anywhere"],
  ["London", "Copperwren Health", "keeps the waiting lists of clinics honest"],
  ["London", "Mallow & Pike Advisory", "helps councils to buy technology well"],
  ["Manchester", "Cottonstoat Textiles", "dyes fabric with a tenth of the water"],
  ["Edinburgh", "Crag Kestrel Labs", "simulates wind for sites in the hills"],
  ["Bristol", "Severn Puffin Systems", "writes the software of tidal turbines"],
  ["Paris", "Mésange Bleue Conseil", "accompanies museums and theatres through change"],
  ["Paris", "Hérisson Quantique", "makes optimisation software for timetables"],
  ["Lyon", "Loutre & Soie", "designs clothes for work outdoors"],
  ["Amsterdam", "Grachtenreiger", "runs electric boats for deliveries in old towns"],
  ["Rotterdam", "Maasegel Logistics", "finds the empty containers that others look for"],
  ["Utrecht", "Domtorenmus Design", "designs services for schools"],
  ["Madrid", "Mirlo del Retiro", "helps shops to forecast what they will sell"],
  ["Barcelona", "Lince Tibidabo Studio", "designs apps for hiking and rescue"],
  ["Valencia", "Naranja Túria Agritech", "reads the thirst of orchards from the air"],
  ["Lisbon", "Gato Azulejo", "translates and checks product texts for shops"],
  ["Porto", "Gaivota da Ribeira Foods", "brings fish from the boat to the kitchen in a day"],
  ["Warsaw", "Bóbr Wiślany Cloud", "hosts the data of Polish insurers"],
  ["Krakow", "Smok Data Works", "cleans and joins the data of retailers"],
  ["Gdansk", "Żuraw Bałtycki", "plans cranes and berths for ports"],
  ["Wroclaw", "Jeż Odrzański Fintech", "checks invoices before they are paid"],
  ["Vienna", "Donauluchs Versicherung", "insures bicycles, instruments and other loved things"],
  ["Dublin", "Liffey Heron", "pays freelancers across borders on the same day"],
  ["Stockholm", "Tärna Audio", "licenses sounds to games and films"],
  ["Gothenburg", "Göta Mås Marine", "watches the engines of ships from land"],
  ["Copenhagen", "Øresund Svane Biotech", "grows proteins for vegan cheese"],
  ["Milan", "Merlo dei Navigli", "plans collections for small fashion houses"],
  ["Rome", "Lupo Tiberino Viaggi", "organises slow journeys by train"],
  ["Turin", "Picchio della Mole", "repairs and resells industrial robots"],
  ["Zurich", "Limmatdachs Wealth", "manages savings by plain rules"],
  ["Geneva", "Cygne du Léman Instruments", "builds sensors for laboratories"],
  ["Brussels", "Hibou de la Senne", "follows European law-making for associations"],
  ["Antwerp", "Scheldezeehond Trading", "trades recycled plastics"],
  ["Prague", "Vltava Kapr Robotics", "builds robots that sort glass"],
  ["Helsinki", "Siili Saaristo", "teaches languages with short films"],
  ["Oslo", "Fjellrev Subsea", "inspects cables on the sea floor"],
  ["Tallinn", "Rebane Identity", "makes signing documents easy"],
  ["Budapest", "Dunai Gólya Telecom", "brings fibre to villages"],
  ["Bucharest", "Barza Verde Services", "runs support desks in twelve languages"],
  ["Athens", "Glaux Maritime", "charters small ships with fewer phone calls"],
];

/** Besides its home, an employer hires in a few other cities, the large ones more often. */
function officesOf(name: string, home: string): string[] {
  const dice = diceOf("offices", name);
  const others = Array.from({ length: dice.between(2, 4) }, () =>
    dice.weighted(cities.map((city) => [city.name, city.weight])),
  );
  return [...new Set([home, ...others])];
}

export const companies: readonly Company[] = [
  ...onGreenhouse.map(([board, name, business, ...offices]) => ({ name, business, offices, board })),
  ...elsewhere.map(([home, name, business]) => ({ name, business, offices: officesOf(name, home), board: null })),
];
