import { describe, expect, test } from "vitest";
import { languageOf } from "./language.ts";
import { languageNeedsOf } from "./language-needs.ts";

describe("the language of a text", () => {
  test.each([
    ["en", "You will work with our team on the data of the product and help us to build what people need."],
    [
      "de",
      "Du arbeitest mit uns an der Zukunft und wir suchen dich für die Abteilung in Berlin, die nicht nur von dir lernt.",
    ],
    [
      "fr",
      "Vous rejoignez une équipe qui travaille sur les données de nos clients et vous aidez à être plus efficace dans la durée.",
    ],
    [
      "es",
      "Buscamos a una persona para el equipo de datos, con ganas de aprender y que se una a nuestra empresa en Madrid.",
    ],
    [
      "it",
      "Cerchiamo una persona per il nostro team che si occupi della gestione dei dati e sono gradite le lingue, non è tutto.",
    ],
    [
      "nl",
      "Je werkt met ons aan de toekomst van het bedrijf en wij zoeken jou voor een baan bij een team dat niet stilstaat.",
    ],
    [
      "pl",
      "Szukamy osoby, która dołączy do naszego zespołu i będzie pracować nad danymi dla klientów, a praca jest w biurze.",
    ],
    [
      "pt",
      "Procuramos uma pessoa para a nossa equipa que não tenha medo de aprender com os dados da empresa e ao lado do time.",
    ],
    [
      "sv",
      "Vi söker dig som vill arbeta med oss och inte är rädd för att lära av vårt team inom data, eller hos våra kunder.",
    ],
    [
      "da",
      "Vi søger dig, der ikke er bange for at lære af vores team og som vil arbejde med data hos os eller inden for IT.",
    ],
  ])("%s", (code, text) => {
    expect(languageOf(text)).toBe(code);
  });

  test.each(["", "Data Analyst", "Lorem ipsum dolor sit amet", "12345 !!!", "日本語のテキスト"])(
    "not said by %j",
    (text) => {
      expect(languageOf(text)).toBeNull();
    },
  );
});

describe("languages asked", () => {
  test.each([
    ["Fluent in English and German", ["en!C1", "de!C1"]],
    ["German (C1) and English (B2) are required skills", ["de!C1", "en!B2"]],
    ["Native German and fluent English speaker", ["de!native", "en!C1"]],
    ["Very good command of English; French is a plus", ["en!", "fr?"]],
    ["You speak German or English fluently", ["de?C1", "en?C1"]],
    ["Verhandlungssichere Deutschkenntnisse in Wort und Schrift", ["de!C1"]],
    ["Sehr gute Deutsch- und Englischkenntnisse", ["de!", "en!"]],
    ["Deutsch mindestens auf C1-Niveau", ["de!C1"]],
    ["Französischkenntnisse sind von Vorteil", ["fr?"]],
    ["Anglais courant (B2)", ["en!B2"]],
    ["Maîtrise du français et de l'anglais", ["en!", "fr!"]],
    ["Nivel alto de inglés; se valora alemán", ["en!", "de?"]],
    ["Je hebt een goede beheersing van de Nederlandse en Engelse taal", ["en!", "nl!"]],
    ["Duits is een pré, taal", ["de?"]],
    ["Znajomość języka angielskiego na poziomie B2", ["en!B2"]],
    ["Mile widziana znajomość języka niemieckiego", ["de?"]],
    ["Ottima conoscenza della lingua inglese parlata, livello C1", ["en!C1"]],
    ["Flytande svenska", ["sv!C1"]],
    ["Required:\nGerman", ["de!"]],
  ])("%s", (text, expected) => {
    const needs = languageNeedsOf(text).map(
      ({ code, required, level }) => `${code}${required ? "!" : "?"}${level ?? ""}`,
    );
    expect(needs.toSorted()).toEqual([...expected].toSorted());
  });

  test.each([
    ["znajomość języka angielskiego na poziomie B2", ["en!B2"]],
    ["mile widziana znajomość języka niemieckiego", ["de?"]],
    ["fluent in English and eligible to work here", ["en!C1"]],
    ["our offices are in Germany and France", []],
  ])("in a text whose lines were joined: %s", (text, expected) => {
    const others = "dobra organizacja pracy umiejętność pracy w zespole prawo jazdy ".repeat(9);
    const needs = languageNeedsOf(`${others}${text} ${others}`);
    expect(needs.map(({ code, required, level }) => `${code}${required ? "!" : "?"}${level ?? ""}`)).toEqual(expected);
  });

  test.each([
    ["Dutch Speaking Creative Intern (f/m/x)", ["nl!"]],
    ["Danish speaker brand internship", ["da!"]],
    ["Client Adviser, German required", ["de!"]],
    ["Bilingual French - Member Care", ["fr!"]],
    ["Korean Bilingual Bookkeeper", ["ko!"]],
    ["Kundenberaterin zweisprachig Deutsch/Französisch", ["de!", "fr!"]],
    ["Helpdesk, Spanish or Italian speaking", ["es?", "it?"]],
    ["Account Manager, German market", []],
    ["Italian Chef", []],
  ])("a title: %s", (title, expected) => {
    const needs = languageNeedsOf("", title).map(({ code, required }) => code + (required ? "!" : "?"));
    expect(needs.toSorted()).toEqual([...expected].toSorted());
  });

  test.each([
    "Our offices are in Germany and the Netherlands",
    "A German company with 30 nationalities",
    "Die deutsche Wirtschaft ist unser Kunde",
    "Kenntnisse in Deutschland sind gefragt",
    "No German required",
    "Speaking the Dutch language is not essential",
    "We offer free Dutch lessons",
    "Strong knowledge of Dutch labor legislation",
    "Our website is available in:\nEnglish",
    "Product available in:\nEnglish and German",
    "Lessons taught:\n- Spanish",
    "Cuisine:\nItalian.",
  ])("a mention is no need: %s", (text) => {
    expect(languageNeedsOf(text)).toEqual([]);
  });
});
