import type { Language } from "./language.ts";

export const fr: Language = {
  locale: "fr-FR",
  titles: {
    internship: ["Stage – {area} (H/F)", "Stagiaire {area} (H/F)", "Stage de fin d'études – {area}"],
    "working-student": ["Job étudiant – {area}", "Étudiant(e) {area}, temps partiel"],
    apprenticeship: ["Alternance – {area} (H/F)", "Alternant(e) {area} (H/F)", "Apprentissage {area} – 12 mois"],
    graduate: ["Graduate Programme – {area}", "Jeune diplômé(e) – {area} (H/F)"],
    entry: ["{role} junior (H/F)", "{role} débutant(e) (H/F)", "{role} (H/F) – premier emploi"],
    mid: ["{role} (H/F)", "{role} (H/F) – CDI"],
    senior: ["{role} senior (H/F)", "{role} confirmé(e) (H/F)"],
    lead: ["Responsable {area} (H/F)", "Directeur / Directrice {area}"],
  },
  paths: {
    "strategy-business-design": {
      area: ["Stratégie", "Développement d'entreprise", "Design de services"],
      role: ["Consultant(e) en stratégie", "Business Analyst", "Chargé(e) d'études stratégiques"],
    },
    "data-analytics": {
      area: ["Analyse de données", "Business Intelligence", "Data Science"],
      role: ["Data Analyst", "Analyste BI", "Data Engineer", "Data Scientist"],
    },
    "sales-client-success": {
      area: ["Vente", "Relation client", "Développement commercial"],
      role: ["Commercial(e)", "Chargé(e) de clientèle", "Customer Success Manager"],
    },
    "marketing-growth": {
      area: ["Marketing", "Marketing digital", "Communication"],
      role: ["Chargé(e) de marketing", "Chef de projet marketing", "Rédacteur / Rédactrice web"],
    },
    "finance-investment": {
      area: ["Finance", "Contrôle de gestion", "Investissement"],
      role: ["Analyste financier", "Contrôleur de gestion", "Comptable"],
    },
    "operations-supply-chain": {
      area: ["Logistique", "Achats", "Supply Chain"],
      role: ["Approvisionneur(se)", "Acheteur / Acheteuse", "Analyste logistique"],
    },
    "product-innovation": {
      area: ["Gestion de produit", "Innovation", "Recherche UX"],
      role: ["Chef de produit", "Product Owner", "UX Researcher"],
    },
    "tech-transformation": {
      area: ["Développement logiciel", "Transformation digitale", "Cybersécurité"],
      role: ["Développeur(se) logiciel", "Consultant(e) IT", "Ingénieur(e) cloud", "Ingénieur(e) QA"],
    },
    "sustainability-esg": {
      area: ["RSE", "Développement durable", "Climat et énergie"],
      role: ["Analyste ESG", "Chargé(e) de mission RSE", "Consultant(e) climat"],
    },
  },
  headings: { tasks: "Vos missions", profile: "Votre profil", offer: "Ce que nous offrons" },
  about: [
    "Depuis {year}, {company} grandit sans se presser : {people} personnes, {offices} villes, et une équipe bien installée à {city}.",
    "{company}, c'est {people} collègues à {city} et ailleurs, des projets courts et des mots simples.",
  ],
  team: [
    "Vous rejoignez l'équipe {area} : six personnes qui relisent leur travail ensemble et rentrent à l'heure.",
    "Le pôle {area} vient d'être créé. Vous aiderez à décider de son fonctionnement, avec un mentor dès le premier jour.",
  ],
  tasks: [
    "Prendre en charge une partie d'un projet en cours dans le domaine {area}",
    "Préparer les chiffres et les textes qui servent à décider",
    "Échanger avec les clients et les collègues, et noter ce dont ils ont vraiment besoin",
    "Améliorer chaque mois une de nos habitudes et mesurer le résultat",
    "Tenir notre documentation à jour pour la personne qui arrivera après vous",
  ],
  profile: {
    early: [
      "Vous étudiez, ou venez de terminer, une formation liée au domaine {area}",
      "Première expérience de {skills}, en cours, en projet ou en stage",
      "Vous posez des questions tôt et vous écrivez clairement",
    ],
    experienced: [
      "Au moins {years} ans d'expérience dans le domaine {area}",
      "Vous maîtrisez {skills} au point de l'enseigner",
      "Vous avez mené des projets du premier échange à la dernière facture",
    ],
  },
  speech: [
    "Français courant et bon anglais",
    "Français (C1) ; l'anglais est un plus",
    "Excellente expression écrite en français",
  ],
  offer: [
    "{holidays} jours de congés, réellement pris",
    "Un budget personnel pour les livres et les formations",
    "Titre de transport remboursé à 75 %",
    "Une grille de salaires que chacun peut lire",
  ],
  modes: {
    onsite: ["Poste sur site à {city}.", "Vous travaillez avec l'équipe dans nos bureaux de {city}."],
    hybrid: [
      "Travail hybride : deux à trois jours par semaine au bureau de {city}.",
      "Deux jours de télétravail par semaine, le reste à {city}.",
    ],
    remote: [
      "Poste en télétravail complet, partout dans le pays.",
      "100 % télétravail ; nous payons un bureau près de chez vous si vous voulez.",
    ],
  },
  pay: { year: "Le salaire annuel brut est de {salary}.", month: "La rémunération est de {salary} brut par mois." },
  closing: [
    "Envoyez-nous un CV ; la lettre n'est pas nécessaire. Nous répondons sous une semaine.",
    "Deux entretiens et un petit exercice d'une heure. Pas de pièges.",
  ],
};
