/** Cities that boards of their country do not find by the English name, which the gazetteer gives. */
const names: Readonly<Record<string, string>> = {
  Munich: "München",
  Cologne: "Köln",
  Nuremberg: "Nürnberg",
  Hanover: "Hannover",
  Vienna: "Wien",
  Zurich: "Zürich",
  Geneva: "Genève",
  Lucerne: "Luzern",
  Brussels: "Bruxelles",
  Antwerp: "Antwerpen",
  Ghent: "Gent",
  Bruges: "Brugge",
  "The Hague": "Den Haag",
  Milan: "Milano",
  Rome: "Roma",
  Turin: "Torino",
  Florence: "Firenze",
  Naples: "Napoli",
  Venice: "Venezia",
  Genoa: "Genova",
  Padua: "Padova",
  Warsaw: "Warszawa",
  Seville: "Sevilla",
};

/** A city's local name. */
export const nativeName = (city: string) => names[city] ?? city;
