import type { Verdict } from "../../../lib/searches/results.ts";
import { pairs } from "./pair.ts";

const lines: readonly (readonly [industry: string, company: string, description: string, label: Verdict])[] = [
  ["healthcare", "St. Marien Krankenhaus", "Wir suchen Verstärkung für die IT unserer Klinik.", "met"],
  ["healthcare", "Lumen Labs", "Our software helps hospitals plan care for their patients.", "met"],
  [
    "healthcare",
    "Nordbyte",
    "We build invoicing software. Benefits: health insurance, mental health days, gym.",
    "not-met",
  ],
  ["insurance", "Albatros Versicherung AG", "Werden Sie Teil unseres Teams in Köln.", "met"],
  ["insurance", "Cloudberry", "We offer private health insurance, life insurance and a company car.", "unknown"],
  ["insurance", "Protego", "An insurtech that handles claims handling and underwriting for small businesses.", "met"],
  ["finance", "Kontorbank", "A digital bank for freelancers, with payments and credit cards.", "met"],
  ["finance", "Havel Logistics", "Freight by rail and road. You get 28 days of leave plus bank holidays.", "not-met"],
  ["banking", "Sparkasse Weserbergland", "Ausbildung und Einstieg in unserer Filiale.", "met"],
  ["fintech", "Paylark", "Our fintech moves payments for 3,000 merchants.", "met"],
  ["energy", "Windwerk Nord", "We build and run offshore wind farms and solar parks.", "met"],
  [
    "energy",
    "Brightpath",
    "You are full of energy, curious and like to help customers of our online shop and stores.",
    "not-met",
  ],
  [
    "automotive",
    "Falkenau Mobility",
    "As an automotive supplier we deliver powertrain parts to every major carmaker.",
    "met",
  ],
  ["automotive", "Smart Ledger", "Accounting made easy. Perks: company car, car allowance.", "unknown"],
  ["software", "Codeharbor", "A SaaS company: our software and developer tools are used by 500 teams.", "met"],
  [
    "software",
    "Bäckerei Lindner",
    "Our bakery delivers to 80 shops. You will keep our ERP software running.",
    "not-met",
  ],
  ["education", "Lernwerk", "Our learning platform is used by teachers and pupils in 400 schools.", "met"],
  [
    "education",
    "Stahlbau Krüger",
    "You hold a university degree in engineering. Our factory makes machine tools.",
    "not-met",
  ],
  ["logistics", "Hansa Spedition", "Freight forwarder with 30 warehouses.", "met"],
  ["retail", "Kaufring", "A retailer with 120 stores and a growing online shop.", "met"],
  ["retail", "Volta Grid", "We are a grid operator for electricity in the north.", "not-met"],
  ["media", "Abendblatt Verlag", "Our newsroom and newspaper reach a million readers.", "met"],
  ["media", "Tischlerei Holm", "You also look after our social media channels.", "unknown"],
  ["consulting", "Brückner & Partner Unternehmensberatung", "Strategie für den Mittelstand.", "met"],
  ["hospitality", "Seeblick", "Our hotel and restaurant welcome guests all year.", "met"],
  [
    "hospitality",
    "Quantic",
    "Meal vouchers for restaurants, and we develop cybersecurity for a cloud platform.",
    "not-met",
  ],
  ["toys", "Klotz & Co", "We make wooden toys for children.", "met"],
  ["toys", "Rheinwerk", "We make control units.", "unknown"],
  ["aerospace", "Orbitra", "Our satellites and launch vehicles fly from Kiruna.", "met"],
  ["pharma", "Medivance", "We run clinical trials for new vaccines.", "met"],
  ["telecommunications", "Glasnetz", "We lay broadband: a fibre network for rural regions.", "met"],
  ["food", "Hopfenrot Brewery", "Our brewery makes beverages since 1890.", "met"],
  ["nonprofit", "Offene Türen", "A charity and non profit organisation for families.", "met"],
  ["real estate", "Turmhaus", "A property developer with building projects in four cities.", "met"],
];

export const industries = pairs(
  "industry",
  lines.map(([industry, company, description, label]) => [{ industry }, { company, description }, label] as const),
);
