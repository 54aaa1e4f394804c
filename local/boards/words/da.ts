import type { Language } from "./language.ts";

export const da: Language = {
  locale: "da-DK",
  titles: {
    internship: ["Praktikant til {area}", "Praktikplads: {area}", "Praktik – {area}, 6 måneder"],
    "working-student": ["Studentermedhjælper til {area}", "Studiejob: {area}"],
    apprenticeship: ["Lærling inden for {area}", "Elev – {area}"],
    graduate: ["Graduate – {area}", "Trainee inden for {area}"],
    entry: ["Junior {role}", "Nyuddannet {role}", "{role} – dit første job"],
    mid: ["{role}", "{role} til {company}"],
    senior: ["Senior {role}", "Erfaren {role}"],
    lead: ["Teamleder for {area}", "Chef for {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["strategi", "forretningsudvikling", "servicedesign"],
      role: ["strategikonsulent", "forretningsanalytiker"],
    },
    "data-analytics": {
      area: ["dataanalyse", "Business Intelligence", "Data Science"],
      role: ["dataanalytiker", "BI-konsulent", "data engineer"],
    },
    "sales-client-success": { area: ["salg", "kundeservice", "kundesucces"], role: ["sælger", "kundeansvarlig"] },
    "marketing-growth": {
      area: ["marketing", "digital marketing", "kommunikation"],
      role: ["marketingkoordinator", "tekstforfatter"],
    },
    "finance-investment": {
      area: ["økonomi", "investering", "regnskab"],
      role: ["finansanalytiker", "controller", "bogholder"],
    },
    "operations-supply-chain": {
      area: ["logistik", "indkøb", "forsyningskæde"],
      role: ["logistiker", "indkøber", "planlægger"],
    },
    "product-innovation": {
      area: ["produktledelse", "innovation", "UX-research"],
      role: ["produktchef", "product owner", "UX-researcher"],
    },
    "tech-transformation": {
      area: ["softwareudvikling", "digital transformation", "it-sikkerhed"],
      role: ["softwareudvikler", "it-konsulent", "cloud engineer"],
    },
    "sustainability-esg": {
      area: ["bæredygtighed", "ESG-rapportering", "klima og energi"],
      role: ["bæredygtighedskonsulent", "ESG-analytiker"],
    },
  },
  headings: { tasks: "Dine opgaver", profile: "Din profil", offer: "Vi tilbyder" },
  about: [
    "{company} blev stiftet i {year}. Vi er {people} mennesker i {offices} byer, og dette team sidder i {city}.",
    "Hos {company} i {city} arbejder {people} mennesker med korte projekter og enkle ord.",
  ],
  team: [
    "Du bliver en del af teamet for {area}: seks mennesker, der læser hinandens arbejde igennem og går hjem til tiden.",
    "Teamet for {area} er nyt. Du er med til at bestemme, hvordan vi arbejder, med en mentor fra første dag.",
  ],
  tasks: [
    "Du får din egen del af et igangværende projekt inden for {area}",
    "Du forbereder de tal og tekster, vi beslutter ud fra",
    "Du taler med kunder og kolleger og skriver ned, hvad de virkelig har brug for",
    "Du forbedrer hver måned en af vores rutiner og måler, om det hjalp",
  ],
  profile: {
    early: [
      "Du læser, eller har netop afsluttet, noget med {area}",
      "Du har første erfaring med {skills} fra kurser, projekter eller studiejob",
      "Du spørger tidligt og skriver klart",
    ],
    experienced: [
      "Mindst {years} års erfaring med {area}",
      "Du kan {skills} så godt, at du kan lære fra dig",
      "Du har ledet projekter fra første møde til sidste faktura",
    ],
  },
  speech: [
    "Du taler og skriver flydende dansk og godt engelsk",
    "Meget gode danskkundskaber",
    "Dansk på C1-niveau; engelsk er et plus",
  ],
  offer: [
    "{holidays} feriedage",
    "Dit eget budget til bøger og kurser",
    "Frokostordning",
    "Lønspænd, som alle kan læse",
  ],
  modes: {
    onsite: ["Du arbejder sammen med teamet på kontoret i {city}.", "Stillingen er på vores kontor i {city}."],
    hybrid: [
      "Hybrid: to til tre dage om ugen på kontoret i {city}.",
      "Vi arbejder hybridt, med teamdag hver tirsdag i {city}.",
    ],
    remote: ["Fuldt remote, hvor som helst i landet.", "100 % hjemmearbejde; vi betaler en plads tæt på dig."],
  },
  pay: { year: "Årslønnen er {salary}.", month: "Lønnen er {salary} om måneden." },
  closing: [
    "Send os dit CV; et brev er ikke nødvendigt. Vi svarer inden for en uge.",
    "To samtaler og en opgave på en time. Ingen fælder.",
  ],
};
