import type { Path } from "./language.ts";

/** Skills and tasks of a field of work; names of tools are the same in every language. */
export const fields: Record<
  Path,
  { department: string; tag: string; skills: readonly string[]; tasks: readonly string[] }
> = {
  "strategy-business-design": {
    department: "Strategy",
    tag: "Business Development",
    skills: ["Excel", "PowerPoint", "Miro", "Figma", "SQL"],
    tasks: [
      "Size a market with sources that hold, and say where they do not",
      "Turn interviews with users into a service blueprint",
      "Prepare the papers for the monthly strategy round",
    ],
  },
  "data-analytics": {
    department: "Data",
    tag: "Data Analyst",
    skills: ["SQL", "Python", "dbt", "Power BI", "Tableau", "Excel"],
    tasks: [
      "Build dashboards in Power BI or Tableau that answer one question well",
      "Write SQL against our warehouse and test it like code",
      "Find out why two reports disagree, and make them agree",
      "Explain an A/B test to people who do not like statistics",
    ],
  },
  "sales-client-success": {
    department: "Sales",
    tag: "Sales",
    skills: ["HubSpot", "Salesforce", "Excel", "LinkedIn Sales Navigator"],
    tasks: [
      "Call and write to companies that could need us",
      "Accompany new customers through their first month",
      "Keep the CRM so clean that forecasts mean something",
    ],
  },
  "marketing-growth": {
    department: "Marketing",
    tag: "Marketing and Communication",
    skills: ["Google Analytics", "Figma", "HubSpot", "WordPress", "Google Ads"],
    tasks: [
      "Write texts for our site, newsletter and channels",
      "Plan campaigns, and stop those that do not work",
      "Read search data and decide what we should write next",
    ],
  },
  "finance-investment": {
    department: "Finance",
    tag: "Finance",
    skills: ["Excel", "SAP", "Power BI", "DATEV", "SQL"],
    tasks: [
      "Build financial models that others can follow",
      "Prepare the monthly closing and explain the differences",
      "Check investment cases against what came of earlier ones",
    ],
  },
  "operations-supply-chain": {
    department: "Operations",
    tag: "Operations",
    skills: ["Excel", "SAP", "SQL", "Power BI", "Notion"],
    tasks: [
      "Plan stocks and transport for the coming weeks",
      "Compare offers of suppliers and negotiate with them",
      "Follow one delivery from order to door and remove what holds it up",
    ],
  },
  "product-innovation": {
    department: "Product",
    tag: "Product Management",
    skills: ["Figma", "Jira", "SQL", "Miro", "Amplitude"],
    tasks: [
      "Talk to five users a week and tell the team what you heard",
      "Write small, testable stories for design and engineering",
      "Try ideas with prototypes before anyone builds them",
    ],
  },
  "tech-transformation": {
    department: "Engineering",
    tag: "Software Development",
    skills: ["TypeScript", "Java", "Python", "Docker", "AWS", "Git", "Kubernetes"],
    tasks: [
      "Write, test and ship code every week, with reviews",
      "Replace an old process with software, together with those who use it",
      "Move services to the cloud and watch what they cost",
      "Automate the tests that nobody wants to do by hand",
    ],
  },
  "sustainability-esg": {
    department: "Sustainability",
    tag: "Sustainability",
    skills: ["Excel", "Power BI", "Python", "CSRD", "GHG Protocol"],
    tasks: [
      "Collect and check the figures for our CSRD report",
      "Compute footprints by the GHG Protocol and question the factors",
      "Work with purchasing on suppliers' climate plans",
    ],
  },
};
