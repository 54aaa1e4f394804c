interface Industry {
  /** What people call it. */
  names: readonly string[];
  /** What its employers write about themselves; folded, whole words. */
  signs: readonly string[];
}

const list = (text: string) => text.split(/\s*\|\s*|\n\s*/).filter((each) => each !== "");

/** Industries by the words that name or suggest them, folded. A posting has no field for its industry. */
export const industries: readonly Industry[] = [
  {
    names: list(
      "healthcare|health care|health|medical|medicine|hospitals|gesundheit|gesundheitswesen|sante|salud|sanita|zorg",
    ),
    signs: list(
      "hospital|hospitals|clinic|clinics|patients|patient care|medical device|medical devices|medtech|healthtech|digital health|krankenhaus|klinik|kliniken|patienten|hopital|pflege|zorginstelling|healthcare provider",
    ),
  },
  {
    names: list("pharma|pharmaceutical|pharmaceuticals|biotech|biotechnology|life sciences|life science"),
    signs: list(
      "drug discovery|clinical trials|biopharma|pharmaceutical company|vaccines|biologics|gmp|wirkstoffe|arzneimittel",
    ),
  },
  {
    names: list("finance|financial services|financial|banking|bank|fintech|investment|finanzen|banque|banca"),
    signs: list(
      "banking|bank|banks|fintech|payments|asset management|asset manager|investment bank|lender|lending|wealth management|private equity|hedge fund|brokerage|neobank|sparkasse|credit cards|capital markets",
    ),
  },
  {
    names: list("insurance|insurtech|versicherung|assurance|seguros"),
    signs: list(
      "insurer|insurance company|insurtech|reinsurance|reinsurer|versicherung|versicherungen|underwriting|policyholders|claims handling",
    ),
  },
  {
    names: list("software|it|information technology|tech|technology|saas|internet|computer software|it services"),
    signs: list(
      "saas|software company|software vendor|cloud platform|developer tools|our software|b2b software|api platform|cybersecurity|open source company|softwarehaus",
    ),
  },
  {
    names: list("automotive|automobile|cars|automobil|automobilindustrie"),
    signs: list(
      "vehicles|car manufacturer|carmaker|oem|electric vehicles|automotive supplier|fahrzeuge|automobilzulieferer|powertrain|car maker",
    ),
  },
  {
    names: list("energy|utilities|renewables|renewable energy|energie|oil and gas|cleantech"),
    signs: list(
      "wind farms|wind power|solar|photovoltaic|grid operator|heat pumps|power plants|energiewende|electricity|offshore wind|stadtwerke|hydrogen|photovoltaik",
    ),
  },
  {
    names: list("retail|ecommerce|e commerce|consumer goods|fashion|einzelhandel|fmcg"),
    signs: list(
      "stores|online shop|retailer|supermarket|supermarkets|webshop|online fashion|shoppers|marketplace for fashion|shop floor|filialen",
    ),
  },
  {
    names: list("education|edtech|higher education|bildung|teaching"),
    signs: list(
      "school|schools|university|edtech|learning platform|teachers|pupils|classroom|schule|universitat|students learn",
    ),
  },
  {
    names: list("logistics|transportation|transport|shipping|logistik"),
    signs: list(
      "freight|freight forwarder|warehouses|parcel|parcels|carriers|spedition|container ships|last mile|haulage|trucking|cargo",
    ),
  },
  {
    names: list("manufacturing|industrial|mechanical engineering|maschinenbau|industry"),
    signs: list(
      "factory|factories|production plant|machine tools|production lines|maschinenbau|werkzeugmaschinen|industrial robots|manufacturer of machines|sondermaschinen",
    ),
  },
  {
    names: list("media|entertainment|publishing|advertising|gaming|games|marketing and advertising"),
    signs: list(
      "publisher|newspaper|broadcaster|games studio|game studio|streaming service|advertising agency|video games|film production|magazine|verlag|newsroom",
    ),
  },
  {
    names: list("consulting|management consulting|consultancy|professional services|beratung|unternehmensberatung"),
    signs: list(
      "consultancy|consulting firm|strategy consultancy|beratungsunternehmen|unternehmensberatung|advisory firm|our consultants",
    ),
  },
  {
    names: list("hospitality|tourism|travel|hotels|gastronomy|restaurants|tourismus"),
    signs: list("hotel|hotels|restaurant|restaurants|guests|travellers|tour operator|holiday homes|gaste|resort"),
  },
  {
    names: list("construction|real estate|property|immobilien|bau|architecture"),
    signs: list(
      "construction sites|construction company|property developer|proptech|architects|real estate|immobilien|baustellen|building projects|letting agents",
    ),
  },
  {
    names: list("nonprofit|non profit|ngo|public sector|government|charity|public administration"),
    signs: list(
      "ministry|municipality|charity|non profit organisation|ngo|federal agency|city council|behorde|foundation for|humanitarian",
    ),
  },
  {
    names: list("telecommunications|telecom|telecoms|telekommunikation"),
    signs: list("mobile network|broadband|fibre network|network operator|5g|telecoms operator|glasfaser"),
  },
  {
    names: list("food|food and beverage|food production|lebensmittel|agriculture"),
    signs: list(
      "bakery|backerei|brewery|food producer|plant based|farms|farmers|dairy|beverages|lebensmittel|molkerei",
    ),
  },
  {
    names: list("aerospace|aviation|space|defence|luftfahrt"),
    signs: list("satellites|satellite|aircraft|airline|airlines|launch vehicles|rockets|flugzeuge|avionics"),
  },
];

/** Said by employers of any industry: removed before a text is read. */
export const saidByAll =
  /\b(?:(?:private |statutory |public |company |supplementary )?(?:health|medical|dental|life|accident|pension|travel|disability) (?:insurance|cover|care plan|benefits)|insurance|betriebliche krankenversicherung|krankenversicherung|versicherungsschutz|bank holidays?|bank account|company car|car allowance|job ?rad|public transport(?:ation)?|transport ticket|full of energy|energy and|positive energy|travel (?:allowance|expenses|budget|required)|occasional travel|willingness to travel|university degree|degree from a university|students? from any|school leavers?|high school|health and safety|mental health|health benefits|gym|restaurant vouchers?|meal vouchers?|social media|media skills|food and drinks|free food|foundation (?:in|of)|it department|equal opportunities? employer)\b/g;
