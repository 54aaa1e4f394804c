import type { Language } from "./language.ts";

export const pl: Language = {
  locale: "pl-PL",
  titles: {
    internship: ["Stażysta / Stażystka – {area}", "Praktykant/ka – {area}", "Staż: {area} (6 miesięcy)"],
    "working-student": ["Praca dla studenta – {area}", "Student/ka – wsparcie zespołu: {area}"],
    apprenticeship: ["Praktyki zawodowe – {area}", "Uczeń / Uczennica – {area}"],
    graduate: ["Program dla absolwentów – {area}", "Absolwent/ka – {area}"],
    entry: ["Młodszy specjalista / Młodsza specjalistka – {area}", "Junior {role}", "Młodszy {role} (k/m)"],
    mid: ["{role}", "{role} (k/m)"],
    senior: ["Starszy {role} (k/m)", "Senior {role}"],
    lead: ["Kierownik zespołu – {area}", "Dyrektor – {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["strategia", "rozwój biznesu", "projektowanie usług"],
      role: ["analityk biznesowy", "konsultant strategiczny"],
    },
    "data-analytics": {
      area: ["analiza danych", "Business Intelligence", "Data Science"],
      role: ["analityk danych", "analityk BI", "inżynier danych"],
    },
    "sales-client-success": {
      area: ["sprzedaż", "obsługa klienta", "opieka nad klientem"],
      role: ["specjalista ds. sprzedaży", "opiekun klienta"],
    },
    "marketing-growth": {
      area: ["marketing", "marketing internetowy", "media społecznościowe"],
      role: ["specjalista ds. marketingu", "specjalista SEO"],
    },
    "finance-investment": {
      area: ["finanse", "kontroling", "księgowość"],
      role: ["analityk finansowy", "kontroler finansowy", "księgowy"],
    },
    "operations-supply-chain": {
      area: ["logistyka", "łańcuch dostaw", "zakupy"],
      role: ["specjalista ds. logistyki", "planista dostaw"],
    },
    "product-innovation": {
      area: ["zarządzanie produktem", "innowacje", "badania UX"],
      role: ["menedżer produktu", "badacz UX"],
    },
    "tech-transformation": {
      area: ["programowanie", "transformacja cyfrowa", "cyberbezpieczeństwo"],
      role: ["programista", "konsultant IT", "inżynier chmury", "tester oprogramowania"],
    },
    "sustainability-esg": {
      area: ["zrównoważony rozwój", "raportowanie ESG", "klimat i energia"],
      role: ["analityk ESG", "specjalista ds. zrównoważonego rozwoju"],
    },
  },
  headings: { tasks: "Zakres obowiązków", profile: "Oczekujemy", offer: "Oferujemy" },
  about: [
    "{company} działa od {year} roku. Jest nas {people} osób w {offices} miastach, a ten zespół pracuje w mieście {city}.",
    "W {company} ({city}) pracuje {people} osób. Lubimy krótkie projekty i proste słowa.",
  ],
  team: [
    "Dołączysz do zespołu ({area}): sześć osób, które sprawdzają się nawzajem i wychodzą o czasie.",
    "Zespół ({area}) dopiero powstaje. Pomożesz zdecydować, jak pracujemy, z mentorką od pierwszego dnia.",
  ],
  tasks: [
    "prowadzenie własnej części projektu w obszarze: {area}",
    "przygotowanie danych i tekstów, na których opieramy decyzje",
    "rozmowy z klientami i spisywanie, czego naprawdę potrzebują",
    "ulepszanie co miesiąc jednego z naszych zwyczajów i sprawdzanie, czy pomogło",
  ],
  profile: {
    early: [
      "studia (w toku lub ukończone) związane z obszarem: {area}",
      "pierwsze doświadczenia z {skills}, z kursu, projektu lub praktyk",
      "pytania zadawane wcześnie i jasny język",
    ],
    experienced: [
      "co najmniej {years} lata doświadczenia w obszarze: {area}",
      "znajomość {skills} na tyle dobra, by uczyć innych",
      "projekty prowadzone od pierwszej rozmowy do ostatniej faktury",
    ],
  },
  speech: [
    "biegły język polski i angielski na poziomie B2",
    "bardzo dobra znajomość języka polskiego",
    "język polski (C1), angielski mile widziany",
  ],
  offer: [
    "{holidays} dni urlopu",
    "własny budżet na książki i kursy",
    "prywatna opieka medyczna",
    "jawne widełki wynagrodzeń",
  ],
  modes: {
    onsite: ["Praca stacjonarna, {city}.", "Praca z zespołem w biurze, {city}."],
    hybrid: [
      "Praca hybrydowa: dwa lub trzy dni w tygodniu w biurze ({city}).",
      "Hybrydowo, we wtorki dzień zespołu w biurze ({city}).",
    ],
    remote: ["Praca w pełni zdalna, z dowolnego miejsca w kraju.", "100 % zdalnie; opłacimy biurko blisko domu."],
  },
  pay: { year: "Wynagrodzenie: {salary} brutto rocznie.", month: "Wynagrodzenie: {salary} brutto miesięcznie." },
  closing: [
    "Wyślij CV; list nie jest potrzebny. Odpowiadamy w ciągu tygodnia.",
    "Dwie rozmowy i zadanie na godzinę. Bez podstępów.",
  ],
};
