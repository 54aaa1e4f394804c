import type { Language } from "./language.ts";

export const en: Language = {
  locale: "en-GB",
  titles: {
    internship: ["{area} Intern", "Internship – {area}", "{area} Internship (6 months)", "Intern, {area} (f/m/d)"],
    "working-student": [
      "Working Student {area} (f/m/d)",
      "Student Assistant – {area}",
      "Part-time Student Job: {area}",
    ],
    apprenticeship: ["{area} Apprentice", "Degree Apprenticeship – {area}"],
    graduate: ["Graduate {role}", "{area} Graduate Programme", "Graduate Trainee – {area}"],
    entry: ["Junior {role}", "{role} (Entry Level)", "Associate {role}", "{role} – first job welcome"],
    mid: ["{role}", "{role} (f/m/d)", "{role} II"],
    senior: ["Senior {role}", "Senior {role} (all genders)", "Principal {role}"],
    lead: ["Head of {area}", "{area} Team Lead", "Director, {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["Strategy", "Business Design", "Corporate Development"],
      role: ["Strategy Analyst", "Business Analyst", "Strategy Consultant", "Service Designer"],
    },
    "data-analytics": {
      area: ["Data Analytics", "Business Intelligence", "Data Science", "Analytics Engineering"],
      role: ["Data Analyst", "BI Analyst", "Data Scientist", "Analytics Engineer", "Data Engineer"],
    },
    "sales-client-success": {
      area: ["Sales", "Customer Success", "Business Development"],
      role: ["Sales Development Representative", "Account Executive", "Customer Success Manager", "Account Manager"],
    },
    "marketing-growth": {
      area: ["Marketing", "Growth Marketing", "Content & Social Media"],
      role: ["Marketing Manager", "Growth Marketing Specialist", "Content Marketer", "SEO Specialist"],
    },
    "finance-investment": {
      area: ["Finance", "Investment", "Controlling", "Accounting"],
      role: ["Financial Analyst", "Investment Analyst", "Controller", "Accountant"],
    },
    "operations-supply-chain": {
      area: ["Operations", "Supply Chain", "Procurement"],
      role: ["Operations Analyst", "Supply Chain Planner", "Procurement Specialist", "Logistics Coordinator"],
    },
    "product-innovation": {
      area: ["Product Management", "Product Innovation", "UX Research"],
      role: ["Product Manager", "Product Owner", "Product Analyst", "UX Researcher"],
    },
    "tech-transformation": {
      area: ["Software Engineering", "Digital Transformation", "Cloud & IT", "Cyber Security"],
      role: [
        "Software Engineer",
        "Frontend Developer",
        "Digital Transformation Consultant",
        "Cloud Engineer",
        "IT Consultant",
        "QA Engineer",
      ],
    },
    "sustainability-esg": {
      area: ["Sustainability", "ESG Reporting", "Climate & Energy"],
      role: ["Sustainability Analyst", "ESG Analyst", "Climate Data Analyst", "Sustainability Consultant"],
    },
  },
  headings: { tasks: "What you will do", profile: "What you bring", offer: "What we offer" },
  about: [
    "{company} {business}. From our office in {city}, some {people} people work on it, and we still answer the phone ourselves.",
    "{company}, founded in {year}, {business}. We are {people} people in {offices} cities, and {city} is where this team sits.",
    "At {company} we like plain words: our company {business}. {people} colleagues do that every day, many of them here in {city}.",
  ],
  team: [
    "You join the {area} team: six people who sit together, review each other's work and go home on time.",
    "The {area} team is new. You will help to decide how it works, with a mentor beside you from the first day.",
    "Our {area} team works in short cycles with product, finance and support, so you will meet most of the company in your first month.",
  ],
  tasks: [
    "Take on your own piece of a running {area} project and show the result to the people who use it",
    "Prepare the numbers and texts with which the {area} team decides",
    "Talk to customers and colleagues, and write down what they really need",
    "Improve one of our routines every month, and measure whether it helped",
    "Keep our documentation so good that the next newcomer thanks you",
    "Present what you found to people outside of {area}",
  ],
  profile: {
    early: [
      "You study, or have just finished, something that has to do with {area}; other ways are welcome",
      "First experience with {skills}, from a course, a project or a job beside your studies",
      "0–2 years of experience: this is a role to begin in",
      "You ask early, and you write clearly",
    ],
    experienced: [
      "{years}+ years of experience in {area}",
      "You know {skills} well enough to teach them",
      "At least {years} years as {role}, with results that you can show",
      "You have led projects from the first talk to the last invoice",
    ],
  },
  speech: [
    "Fluent English, spoken and written",
    "Very good English; further languages help",
    "English (C1) is our working language",
  ],
  offer: [
    "{holidays} days of holiday, and they are taken",
    "A budget of your own for books, courses and conferences",
    "A mentor outside of your team",
    "Public transport ticket or bicycle, whichever you like",
    "A salary band that everyone can read",
  ],
  modes: {
    onsite: [
      "You work with the team on site in {city}.",
      "This is an office role in {city}, five minutes from the station.",
    ],
    hybrid: [
      "Hybrid: two or three days a week in our {city} office, the others where you like.",
      "We work hybrid, with a team day in {city} every Tuesday.",
    ],
    remote: [
      "Fully remote within {country}; we pay for a desk near you.",
      "Remote role: work from anywhere in {country}.",
    ],
  },
  pay: { year: "The salary is {salary} a year.", month: "The pay is {salary} a month." },
  closing: [
    "Send us a CV; a letter is not needed. We answer within a week.",
    "Whoever you are: if this sounds like you, write to us, also when you do not tick every box.",
    "There are two talks and a small task that takes an hour. No tricks.",
  ],
};
