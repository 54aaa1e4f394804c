import { oneOf } from "./one-of.ts";

const tag = "en-GB";
const number = new Intl.NumberFormat(tag);

/**
 * Everything that people read, in English: the shape that every other language has to fill.
 * Texts that carry a value are functions of it; numbers, dates, countries and languages come from Intl.
 */
export const en = {
  /** The language's own name, for who looks for it. */
  language: "English",
  /** For Intl. */
  tag,
  names: {
    careerPaths: {
      "strategy-business-design": "Strategy and business design",
      "data-analytics": "Data and analytics",
      "sales-client-success": "Sales and client success",
      "marketing-growth": "Marketing and growth",
      "finance-investment": "Finance and investment",
      "operations-supply-chain": "Operations and supply chain",
      "product-innovation": "Product and innovation",
      "tech-transformation": "Tech and transformation",
      "sustainability-esg": "Sustainability and ESG",
      unsure: "Any field of work",
    },
    /** Of postings and of people's wishes. */
    levels: {
      internship: "Internship",
      graduate: "Graduate role",
      entry: "Entry-level role",
      mid: "Mid-level role",
      senior: "Senior role",
      lead: "Lead role",
    },
    programmes: {
      internship: "Internship",
      "working-student": "Working student role",
      apprenticeship: "Apprenticeship",
      thesis: "Thesis",
      traineeship: "Traineeship",
      "graduate-scheme": "Graduate scheme",
    },
    workModes: { onsite: "On site", hybrid: "Hybrid", remote: "Remote" },
    /** After an amount of money. */
    periods: { hour: "an hour", day: "a day", week: "a week", month: "a month", year: "a year" },
    and: "and",
    or: "or",
    /** A day and a time of it. */
    moment: (day: string, time: string) => `${day} at ${time}`,
    /** Countries that have another form after "in" and "from": "in the Netherlands". Others keep their name. */
    countriesAfterIn: {
      AE: "the United Arab Emirates",
      AX: "the Åland Islands",
      BQ: "the Caribbean Netherlands",
      BS: "the Bahamas",
      CC: "the Cocos (Keeling) Islands",
      CF: "the Central African Republic",
      CK: "the Cook Islands",
      DO: "the Dominican Republic",
      FK: "the Falkland Islands",
      FO: "the Faroe Islands",
      GB: "the United Kingdom",
      HK: "Hong Kong",
      IM: "the Isle of Man",
      KM: "the Comoros",
      KY: "the Cayman Islands",
      MH: "the Marshall Islands",
      MO: "Macao",
      MP: "the Northern Mariana Islands",
      MV: "the Maldives",
      NL: "the Netherlands",
      PH: "the Philippines",
      PN: "the Pitcairn Islands",
      PS: "the Palestinian Territories",
      SB: "the Solomon Islands",
      SC: "the Seychelles",
      TC: "the Turks & Caicos Islands",
      US: "the United States",
      VG: "the British Virgin Islands",
      VI: "the US Virgin Islands",
    } as Readonly<Record<string, string>>,
    /** Cities that are called otherwise than in lib/postings, by their GeoNames id. */
    cities: {} as Readonly<Record<number, string>>,
  },
  /** What is known of a posting, on pages and in mails: ./postings.ts composes it. */
  postings: {
    untitled: "Untitled job",
    place: {
      notStated: "Place not stated",
      more: (shown: string, more: number) => `${shown} and ${more} more`,
      /** For "Germany, Spain, Portugal and 2 more". */
      others: (count: number) => `${count} more`,
      modeNotStated: "On site or remote: not stated",
      worldwide: "Remote, worldwide",
      remoteNotSaid: "Remote, countries not stated",
      remoteWithin: (countries: string) => `Remote within ${countries}`,
    },
    pay: {
      notStated: "Pay not stated",
      from: (amount: string) => `From ${amount}`,
      upTo: (amount: string) => `Up to ${amount}`,
    },
    levelNotStated: "Level not stated",
  },
  /** Mails: lib/mail composes them. */
  mail: {
    greeting: (name: string) => `Hi ${name}.`,
    jobAt: (job: string, company: string) => `${job} at ${company}`,
    fits: "What fits",
    mayNot: "What may not",
    seen: {
      posted: (day: string) => `Posted ${day}`,
      notStated: "Posting date not stated",
      again: (month: string) => `back, first seen in ${month}`,
      checked: (day: string) => `checked ${day}`,
      lastSeen: (day: string) => `last seen ${day}`,
      uncertain: "link could not be checked",
      via: "via",
    },
    /** Before the one link of the text part. */
    verdictInText: "What do you think of it?",
    moreAt: (count: number, company: string) => `+${number.format(count)} more at ${company}`,
    digest: {
      confirmed: "Your job alerts are confirmed",
      none: "No new job this time",
      first: (count: number) => (count === 1 ? "Your first job" : `Your first ${number.format(count)} jobs`),
      found: (count: number) => (count === 1 ? "1 new job for you" : `${number.format(count)} new jobs for you`),
      onTheList: "You are on the list",
      welcome: "Your alerts are confirmed.",
      lookedAt: (count: number) =>
        `We compared ${count === 1 ? "1 live posting" : `${number.format(count)} live postings`} with what you asked for.`,
      fit: (count: number): string =>
        count === 0 ? "None fits yet." : count === 1 ? "This one fits." : "These fit best.",
      lookAgain: "We look again every morning, and write as soon as a job fits what you asked for.",
      also: (jobs: string) => `Also ${jobs}`,
      /** Fills a preheader that would be too short. */
      inside: "place, pay, dates and reasons inside",
      more: (count: number) =>
        `+${number.format(count)} more ${count === 1 ? "fits" : "fit"} as well; these are the best.`,
      moreThan: (count: number) => `At least ${number.format(count)} more fit as well; these are the best.`,
      seeAll: "See all your jobs",
      /** In the first digest of who has the free plan. */
      rhythm: (jobs: number) =>
        `From now on we write on Thursdays, if new jobs fit: up to ${number.format(jobs)} in an email.`,
      premium: (jobs: number, freeJobs: number) =>
        `Premium brings more: up to ${number.format(jobs)} jobs in an email instead of ${number.format(freeJobs)}, every day if you like, and new ones at once.`,
      premiumLink: "See premium",
    },
    footer: {
      asked: (wishes: string) => `You asked for: ${wishes}.`,
      confirmed: (email: string) => `You get this because ${email} is confirmed for job alerts.`,
      preferences: "Your preferences",
      pause: "Pause",
      unsubscribe: "Unsubscribe",
    },
    validUntil: (hours: number, until: string) => `The link works for ${hours} hours, until ${until}.`,
    verification: {
      title: "Confirm your job alerts",
      preheader: (hours: number) =>
        `One click, and new jobs that fit come to this inbox. The link works for ${hours} hours.`,
      text: (email: string, at: string) =>
        `Somebody, hopefully you, asked on ${at} for job alerts to ${email}. Confirm, and the first jobs that fit are on their way.`,
      action: "Confirm my alerts",
      notYou: "If it was not you, ignore this email: unless you confirm, you will not hear from us again.",
      footer: (email: string) => `You get this one email because somebody entered ${email} on our signup page.`,
    },
    already_subscribed: {
      title: "You are already on the list",
      preheader: "Nothing was changed. Your preferences are behind the link in this email.",
      text: (email: string, at: string) =>
        `Somebody, hopefully you, signed up with ${email} on ${at}. This address already gets job alerts, so nothing was changed. For other jobs, places or days, change your preferences:`,
      action: "See my preferences",
      notYou: "If it was not you, there is nothing to do.",
    },
    links: {
      subject: "Your JobPing links",
      title: "Your links",
      preheader: "Fresh links to see and change what we look for, and to unsubscribe.",
      text: (email: string, at: string) =>
        `Somebody, hopefully you, asked for fresh links for ${email} on ${at}. They open your own settings, so please do not forward this email.`,
      action: "See my preferences",
      matches: "See all your jobs",
      billing: "Premium: see, buy or end it",
      notYou: "If it was not you, there is nothing to do: nobody else has received these links.",
      /** To an address that the mails have just moved to. */
      moved: {
        title: "Your jobs come here from now on",
        preheader: "Both addresses have said yes. Your new links are in this email.",
        text: (email: string) =>
          `Both addresses have said yes: your job alerts come to ${email} from now on. Here are your new links; those in earlier emails no longer work. They open your own settings, so please do not forward this email.`,
      },
    },
    leaving: "No more alerts?",
    still_looking: {
      title: "Nothing new this time",
      preheader: "We looked, and nothing was good enough to send. We will look again on your next day.",
      text: "Nothing new was good enough to send. We will look again on your next day.",
      wider: "Wider wishes find more: another city, remote work, or one more level.",
      action: "Change what I ask for",
      footer: "You asked us to write even when nothing fits. You can turn that off in your preferences.",
    },
    re_engagement: {
      title: "Do you still want these emails?",
      preheader: "We have not heard from you for half a year. One click says that you are still looking.",
      text: (email: string) =>
        `We have sent job alerts to ${email} and have not heard from you for half a year. If they are still useful, tell us with one click.`,
      action: "Yes, keep them coming",
      leave: "Found a job, or had enough?",
      otherwise: "If you do nothing, your alerts go on as before. We ask only this once.",
    },
    address_confirmation: {
      title: "Confirm your new address",
      preheader: "Job alerts come here once both addresses, the old and the new, have said yes.",
      text: "Somebody, hopefully you, wants to get job alerts at this address from now on. They move as soon as both addresses, the old and the new, have confirmed it.",
      action: "Confirm this address",
      notYou: "If it was not you, ignore this email, and nothing will come here.",
      footer: "You get this one email because somebody entered this address in their preferences.",
    },
    address_change: {
      title: "Move your job alerts?",
      preheader: "Somebody asked to send your job alerts to another address. Confirm it if it was you.",
      text: (email: string, other: string, at: string) =>
        `Somebody, hopefully you, asked on ${at} to send your job alerts to ${other} instead of ${email}. They move as soon as both addresses have confirmed it.`,
      action: "Yes, move my alerts",
      notYou: "If it was not you, do nothing, and your alerts keep coming here.",
    },
    export: {
      title: "Your data is ready",
      preheader: "Everything that we keep about you, in one file. The link is for you alone.",
      text: (at: string) =>
        `You asked on ${at} for everything that we keep about you. It is one file in JSON, which people and programs can read.`,
      action: "Get my data",
      private: "The file says a lot about you: please do not forward this email.",
      notYou: "If it was not you, there is nothing to do: nobody else has received this link.",
    },
    erasure_receipt: {
      title: "Your data is deleted",
      preheader: "What we kept about you is gone, and this is the last email that you get from us.",
      text: (at: string) =>
        `You asked on ${at} to be forgotten. What you asked for, the jobs we chose for you and everything else that we kept about you is deleted; with this email your address goes as well.`,
      left: "All that is left is a code made of your address, which cannot be turned back into it. It lets us keep the promise not to write to you. If a checkout of yours was still open, a code of our number for you stays as well, for 30 days: so that we can end and refund what is paid there after all.",
      again: "If you ever want job alerts again, sign up here:",
      footer: "You get this one email as a receipt. It is the last one.",
    },
    premium: {
      cadences: { "mon-wed-fri": "on Monday, Wednesday and Friday", daily: "every day" },
      left: "You are unsubscribed, so no job comes to you until you sign up again.",
      footer: (email: string) => `You get this because premium was bought for the job alerts to ${email}.`,
    },
    premium_started: {
      title: "Premium is on",
      preheader: (jobs: number) =>
        `Up to ${number.format(jobs)} jobs in an email, and new ones at once. Your payments are behind the button.`,
      text: "Thank you: you have premium.",
      ofPlan: {
        monthly: "Thank you: you have premium, month by month.",
        quarterly: "Thank you: you have premium, three months at a time.",
      },
      comes: (days: string, jobs: number) =>
        `From now on we write ${days}, with up to ${number.format(jobs)} jobs in an email, and a new job comes at once instead of a day later.`,
      weekly: (jobs: number) =>
        `You chose one email a week, and that stays: with up to ${number.format(jobs)} jobs from now on, and new ones at once instead of a day later.`,
      moreDays: "Choose more days",
      renewsOn: (day: string) =>
        `It is yours until ${day}, and then renews by itself, unless you end it before. What you have paid for stays yours to the end.`,
      endsOn: (day: string) => `It is yours until ${day}, and then ends by itself.`,
      renews: "It renews by itself until you end it. What you have paid for stays yours to the end.",
      action: "My premium and my payments",
      receipt:
        "Polar sells premium for us: the receipt with the price comes from there, and that is where you find your card, your invoices and the way to end it.",
    },
    payment_failed: {
      title: "Your payment did not go through",
      preheader: (day: string) => `Premium goes on until ${day}, so there is time to put it right.`,
      text: (day: string) =>
        `Polar could not take the payment for your premium. For now nothing changes: premium goes on until ${day}, so there is time to put it right.`,
      card: "Usually it is the card: it has expired, or your bank wants you to approve the payment. The button takes you to it, at Polar.",
      action: "Fix my payment",
      otherwise: "If it is not paid by then, you have the free plan again, with one email a week.",
      end: "No more premium? End it there, and Polar will not try again.",
    },
    premium_ended: {
      title: "Your premium has ended",
      preheader: "You have the free plan again. What you chose is kept.",
      text: (day: string) => `Your premium ended on ${day}. Nothing more is charged.`,
      unpaid: (day: string) => `Your premium ended on ${day}, because it was not paid.`,
      free: (jobs: number, hours: number) =>
        `You have the free plan again: one email a week, on Thursday, with up to ${number.format(jobs)} jobs, and a new job comes ${number.format(hours)} hours later than with premium.`,
      kept: "Your wishes stay as they are, and the days that you chose count again with premium.",
      action: "Get premium again",
      pay: "Fix my payment",
      again:
        "Polar may try your card again, and if that works, premium is on again. If you do not want that, end it there.",
    },
  },
  /** Why a posting was chosen, and what speaks against it: lib/matching/explain composes them. */
  reasons: {
    asAsked: (name: string) => `${name}, as you asked`,
    in: (place: string) => `In ${place}`,
    fromCity: (place: string, km: number, city: string) => `In ${place}, ${km} km from ${city}`,
    fromCentre: (place: string, km: number) => `In ${place}, ${km} km from the centre`,
    inAsked: (city: string, country: string) => `In ${city}, you asked for ${country}`,
    notNear: (place: string, cities: string) => `In ${place}, not near ${cities}`,
    farUnknown: (city: string) => `In ${city}, at an unknown distance from you`,
    cityNotStated: (country: string) => `Somewhere in ${country}, city not stated`,
    placeNotClear: "Place not stated clearly",
    remoteAnywhere: "Remote, from anywhere",
    remoteFrom: (countries: string) => `Remote, from ${countries}`,
    openTo: (countries: string) => `Open to people in ${countries}`,
    openAnywhere: "Open to people anywhere",
    remoteFor: (countries: string) => `Remote, for people in ${countries}`,
    remoteNotSaid: "Remote, but not stated from which countries",
    remoteOffice: "Remote, with an office in your country",
    levelAsked: (name: string, asked: string) => `${name}, you asked for ${asked}`,
    /** What was asked for, after "you asked for". */
    levelsAsked: { internship: "internships", graduate: "graduate roles", entry: "entry-level roles" },
    levelNotStated: "Level not stated",
    pathNotClear: "Field of work not clear from the title",
    /** `level`: "B2", "native", or null where none is said. */
    languageMissing: (language: string, level: string | null, spoken: string) => {
      const how = level === null ? "" : level === "native" ? " as a native language" : ` ${level}`;
      return `${language}${how} required, you listed ${spoken}`;
    },
    languagesListed: (languages: string) => `${languages} required, which you listed`,
    writtenIn: (language: string, spoken: string) => `Written in ${language}, you listed ${spoken}`,
    visaOffered: "Visa sponsorship offered",
    visaNotStated: "Visa sponsorship not stated",
    keywords: (words: string) => `Mentions ${words}`,
    quoted: (word: string) => `“${word}”`,
    pay: (most: string, period: string, asked: string) => `Pays up to ${most} ${period}, you asked for ${asked}`,
    payFrom: (least: string, period: string, asked: string) => `Pays from ${least} ${period}, you asked for ${asked}`,
    payNotStated: "Pay not stated",
    payInOtherUnit: "Pay stated for another period or in another currency",
    modeNotStated: "On site, hybrid or remote: not stated",
    /** What a sentence of the model's must keep to: lib/matching/ai-answer. */
    sentence: {
      /** In the facts that the model has. */
      languageAsked: (language: string) => `${language} asked`,
      languageWelcome: (language: string) => `${language} welcome`,
      /** In lower case without diacritics; they tell the language. */
      smallWords: ["you", "your", "the", "and", "of", "with", "for", "from", "is", "are", "to"],
      /** As many as keep its price: tokens are shorter in other languages. */
      mostWords: 14,
      /** How it begins: a capital elsewhere is a name, which is looked up. */
      openers: ["You", "Your", "A", "An", "The", "This", "In", "With"],
      /** What only code may say, what speaks to a machine, and what would turn a fact round. */
      notTheirs:
        /\b(?:scor(?:e|es|ed|ing)|rat(?:ed|ing|ings)|rank(?:s|ed|ing)?|percent|guarantee[ds]?|instructions?|prompt|no|not|never|without)\b|n['’]t\b|%/i,
      /**
       * What people decide by, in lower case without diacritics: it must stand in the facts or in the title, not only in
       * the posting's text.
       */
      hardFacts:
        /\b(?:remote\w*|hybrid|from home|home office|visas?|sponsor\w*|relocat\w*|salar\w+|pay|pays|(?:un)?paid|earn\w*|money|free|fees?|bonus\w*|equity|part time|full time|permanent|unlimited|senior|two|three|four|five|six|seven|eight|nine|ten|hundreds?|thousands?|english|german|french|spanish|italian|dutch|polish|portuguese)\b/g,
      /** A word that has a capital without being a name, in lower case without diacritics. */
      noun: /(?!)/,
    },
  },
  pages: {
    preferences: {
      title: "Your preferences",
      next: (when: string) => `We look for your next jobs on ${when}.`,
      pausedUntil: (day: string) => `Your emails are paused until ${day}.`,
      endPause: "End the pause now",
      pausedPremium: "Premium goes on meanwhile, and so do its payments.",
      endPremium: "See or end premium",
      left: "You are unsubscribed: we do not write to you.",
      leftBack: "Would you like jobs again? Sign up once more, with the wishes you have now.",
      signUpAgain: "Sign up again",
      unconfirmed: "Your address is not confirmed yet: we do not write to you.",
      writeTo: (email: string) => `We write to ${email}.`,
      allMatches: "All jobs we chose for you",
      savingTitle: "Saving",
      saving: "We are saving your preferences.",
      savingText: "It takes a moment. This page shows them by itself as soon as they count.",
      saved: "Saved. This is what counts from now on.",
      late: "Your change is not saved yet. Below is what counts now. Look again in a few minutes, and if it is still missing, make it once more.",
      backWithout: "Leave everything as it was",
      form: {
        title: "What you are looking for",
        companies: "Companies to leave out",
        companiesHint: "One per line, up to fifty. None of their jobs will come.",
        minScore: "How well a job must fit",
        minScoreHint: "Each job has a score from 0 to 100. An email comes only with jobs of this score or more.",
        minScoreNone: "As we think best",
        minScoreFrom: (score: number) => `From ${score} of 100`,
        mailsTitle: "Your emails",
        cadenceFree: "Without premium we write once a week, on Thursdays, whatever you choose. The choice is kept.",
        timeZoneHint: "Emails come at eight in the morning.",
        locale: "Language of pages and emails",
        pausedUntil: "Pause until",
        pausedUntilHint: "The first day with emails again, within a year. Empty means no pause.",
        pausedUntilPremium: "Premium and its payments go on meanwhile.",
        stillLooking: "Write to me even when nothing new fits, so that I know you looked",
        save: "Save",
      },
      /** What helps, field by field; those of the signup have theirs there. */
      advice: {
        excludedCompanies: "Name up to fifty companies of at most 80 characters",
        minScore: "Choose one of the scores",
        locale: "Choose a language",
        pausedUntil: "Enter a day from tomorrow on, within a year",
        stillLooking: "Tick the box or leave it empty",
      },
      digests: {
        title: "Your last emails",
        none: "None yet.",
        day: "Day",
        what: "What came",
        sent: (jobs: number) => (jobs === 1 ? "1 job" : `${jobs} jobs`),
        sentEmpty: "An email that said nothing fits yet",
        open: "On its way",
        failed: "The email could not be delivered",
        unknown: "Sent, but whether it arrived is not known",
        /** Why none came: lib/subscribers/skips.ts. */
        skipped: {
          no_new: "No email: nothing new fitted your wishes",
          too_few: "No email: what was new did not fit well enough",
          paused: "No email: your emails were paused",
          suppressed: "No email: your mailbox refuses our emails",
          too_late: "No email: it was three days late, and stale",
          unsubscribed: "No email: you had unsubscribed",
          closed: "No email: its jobs had closed by then",
          bad_wishes: "No email: we could not read your wishes. Please save them once more",
        },
        skippedOtherwise: "No email",
      },
      taste: {
        title: "What we learned from you",
        none: "Nothing yet. Each job in an email has links to say what you think of it: they sort the next emails.",
        said: (likes: number, dislikes: number) =>
          `You said ${likes} × “more like this” or “I applied”, and ${dislikes} × “less like this” or “not relevant”.`,
        more: {
          role: (fields: string) => `More jobs in ${fields}`,
          company: (companies: string) => `More jobs at ${companies}`,
        },
        less: {
          role: (fields: string) => `Fewer jobs in ${fields}`,
          company: (companies: string) => `Fewer jobs at ${companies}`,
        },
        matters: (things: string) => `Counts more for you: ${things}`,
        parts: {
          place: "the place",
          role: "the kind of work",
          level: "the level",
          pay: "the pay",
          stale: "how new a job is",
        } as Readonly<Record<string, string>>,
        reset: "Forget what you learned",
        resetHint: "After that, your next emails are sorted by your wishes alone.",
      },
      occupations: {
        software: "software",
        data: "data",
        it_infra: "IT infrastructure",
        finance: "finance",
        marketing: "marketing",
        sales: "sales",
        product: "product",
        operations: "operations",
        consulting: "consulting",
        hr: "people and recruiting",
        legal: "law",
        design: "design",
        customer_support: "customer support",
        engineering: "engineering",
        admin: "administration",
        education: "education",
        healthcare: "health care",
        retail: "retail",
        hospitality: "hospitality",
        trades_manual: "trades and manual work",
        sustainability: "sustainability",
        other: "other work",
      } as Readonly<Record<string, string>>,
      data: {
        title: "Your address and your data",
        address: "New address",
        addressHint: "We ask at both mailboxes, the old and the new one, before anything changes.",
        change: "Change my address",
        export: "Download my data",
        exportHint: "An email brings a link to everything we keep about you.",
        erase: "Erase me",
        eraseHint: "Everything goes. Nothing happens before you confirm on the next page.",
        leave: "Unsubscribe",
        leaveHint: "One click on the next page, and no more emails come.",
      },
    },
    matches: {
      title: "Your jobs",
      found: (found: number, all: number) =>
        found === all
          ? all === 1
            ? "1 job that we chose for you."
            : `${number.format(all)} jobs that we chose for you, the newest first.`
          : `${number.format(found)} of the ${number.format(all)} jobs that we chose for you, the newest first.`,
      none: "We have not chosen a job for you yet. As soon as one fits, it comes by email and appears here.",
      noneFits: "None of your jobs fits this choice.",
      showAll: "Show all",
      filter: "Filter these jobs",
      place: "Place",
      mode: "How you work",
      level: "Level",
      minScore: "Score from",
      any: "All",
      open: "Only jobs that are still open",
      apply: "Show",
      pages: "Pages",
      older: "Older jobs",
      newest: "Back to the newest",
      chosenOn: (day: string) => `Chosen on ${day}`,
      closedText: "This job is closed by now.",
      score: (score: number) => `${score} of 100`,
      scoreMeaning: "for what you asked for",
      reasons: "Why it fits",
      gaps: "What speaks against it",
      posted: (day: string) => `Posted ${day}`,
      reposted: (day: string) => `Posted again ${day}`,
      firstSeen: (day: string) => `First seen ${day}`,
      checked: (day: string) => `checked ${day}`,
      via: "via",
      verdictsFor: (title: string) => `What do you think of “${title}”?`,
      preferences: "Not quite what you are looking for?",
      preferencesText:
        "This page only shows. The link to change your wishes comes by email, so that nobody else changes them.",
      preferencesButton: "Email me the link",
    },
    feedback: {
      verdicts: {
        more: "More like this",
        less: "Less like this",
        irrelevant: "Not relevant",
        applied: "I applied",
      },
      /** The button that says it, on a page of its own. */
      buttons: {
        more: "Yes, more like this",
        less: "Yes, less like this",
        irrelevant: "Yes, it is not relevant",
        applied: "Yes, I applied",
      },
      titles: {
        more: "More jobs like this one?",
        less: "Fewer jobs like this one?",
        irrelevant: "Is this job not relevant to you?",
        applied: "Did you apply for this job?",
      },
      which: "What do you think of this job?",
      lead: "Nothing has been noted yet: press the button, and your next emails know.",
      why: "What is it about?",
      reasons: {
        place: "The place",
        role: "The kind of work",
        level: "The level",
        company: "The company",
        pay: "The pay",
        stale: "It is old or closed",
        other: "Something else",
      },
      noReason: "I would rather not say",
      thanks: "Noted. Thank you.",
      changes: {
        more: "Jobs of this kind and of this company move up in your next emails.",
        less: "Jobs of this kind and of this company move down in your next emails.",
        irrelevant: "Jobs of this kind and of this company move down in your next emails.",
        applied: "Good luck. Jobs of this kind move up in your next emails.",
      },
      changesBy: {
        place: "The place counts more for you from now on.",
        role: "The kind of work counts more for you from now on, and we rank jobs of this kind anew.",
        level: "The level counts more for you from now on.",
        company: "We rank jobs of this company anew in your next emails.",
        pay: "The pay counts more for you from now on.",
        stale: "How new a job is counts more for you from now on.",
        other: "",
      },
      sayWhy: "Add what it is about",
      undo: "Wrong button? Say something else",
      undoText: "Your last word about a job is the one that counts.",
      allMatches: "All jobs we chose for you",
    },
    unsubscribe: {
      title: "Unsubscribe",
      question: (email: string) => `No more jobs to ${email}?`,
      questionUnknown: "No more jobs from us?",
      lead: "One click, and we stop writing. You do not have to give a reason.",
      button: "Unsubscribe",
      insteadTitle: "Or just a break?",
      insteadText: "You keep your wishes, and the emails come again by themselves.",
      pausedNow: (day: string) =>
        `Your emails are paused until ${day} already. A new break counts from today and takes the place of the old one, even if it ends sooner.`,
      pause: (weeks: number) => `Pause for ${weeks} weeks`,
      fewer: "Email me the link to change what comes",
      paused: (day: string) => `You hear nothing from us until ${day}.`,
      pausedInstead: (before: string) => `This takes the place of the break until ${before}.`,
      pausedTitle: "Paused",
      pausedLead: "Then the emails come again by themselves, with your wishes as they are.",
      done: "You are unsubscribed.",
      doneLead: "We do not write to you any more. We hope you found what you were looking for.",
      slip: "Was that a mistake?",
      again: "Sign up again",
      whenever: " whenever you like.",
      charged: {
        title: "Premium does not end by itself",
        paused: "Premium goes on meanwhile",
        text: "You pay for premium, and Polar goes on charging for it until you end it there. We send the link by email, so that only you can end it.",
        perhaps:
          "If you pay for premium, Polar goes on charging for it until you end it there. We send the link by email, so that only you can end it.",
        button: "Email me the link to end premium",
      },
    },
    /** Premium: what it brings and costs, where one stands with it, and the way to Polar and back. */
    billing: {
      title: "Premium",
      pitch: {
        headline: "More of the right jobs, and sooner.",
        lead: "Premium is for the weeks when you are looking in earnest. The free plan stays free, and stays as it is.",
      },
      standing: {
        on: "Premium is on.",
        renews: (day: string) => `It renews by itself on ${day}, unless you end it before.`,
        ends: "Premium is ending.",
        endsOn: (day: string) => `It goes on until ${day} and then ends by itself. Nothing more is charged.`,
        failed: "Your last payment did not go through.",
        failedUntil: (day: string) =>
          `Premium goes on until ${day}, so that there is time to put it right: look at your card at Polar.`,
        failedOver: "Premium is off until it is paid: look at your card at Polar.",
        paused: "Your premium is paused.",
        pausedText:
          "It is off until it goes on at Polar, and your page there says when. Until then you have the free plan.",
        over: "Your premium has ended.",
        overText: "You have the free plan again, and nothing is charged. Premium is yours again whenever you like.",
        given: "No payment stands behind it, so there is nothing to end.",
        weekly: "You still get one email a week, because that is what you chose.",
        chooseDays: "Choose more days",
        left: "But you are unsubscribed: no job comes to you.",
        leftCharged: "Polar goes on charging for premium all the same, until you end it there.",
        signUp: "Sign up again",
      },
      compare: {
        title: "What premium brings",
        free: "Free",
        premium: "Premium",
        cadence: "How often we write",
        cadences: { weekly: "once a week", "mon-wed-fri": "three times a week", daily: "every day" },
        size: "Jobs in an email",
        upTo: (jobs: number) => `up to ${jobs}`,
        delay: "A new job comes",
        later: (hours: number) => (hours === 0 ? "at once" : `${hours} hours later`),
        order: "Sorted by",
        byWishes: "your wishes and verdicts",
        byModel: "the same, and a language model that reads the jobs, when it answers",
      },
      plans: {
        title: "What it costs",
        names: { monthly: "Monthly", quarterly: "Quarterly" },
        every: (months: number) => (months === 1 ? "a month" : `every ${months} months`),
        perMonth: (amount: string) => `${amount} a month`,
        saves: (percent: number) => `${percent}% less`,
        buttons: { monthly: "Take it monthly", quarterly: "Take it quarterly" },
        next: "The button leads to Polar, which sells premium for us and takes the payment. Nothing is bought before you confirm it there. You can also enter a discount code there, and Polar shows your country’s tax before you pay.",
        renewal:
          "Premium renews by itself until you end it, and you can end it at any time. What you have paid for stays yours to the end. In the EU you can withdraw within 14 days.",
        unsold: "Premium is not on sale here at the moment. The free plan goes on as it is.",
        ask: "Do you get jobs from us? Then an email brings you the link to buy.",
        askLink: "Email me my links",
        signUp: "Not yet? Sign up for free",
      },
      portal: {
        title: "Your payments",
        text: "Polar keeps your card and your invoices. That is where you change the card, see what was paid, and end premium or undo that.",
        button: "Open my page at Polar",
      },
      visit: {
        waiting: {
          headline: "One moment: we are asking Polar.",
          lead: "This page goes on to Polar by itself. Nothing is bought yet.",
        },
        slow: {
          headline: "Polar is not answering right now.",
          lead: "We keep asking for a quarter of an hour, and this page goes on by itself as soon as Polar answers. Nothing was charged, and nothing has changed. You can also close it, and come back later with the link in your email.",
        },
        checkout: {
          ready: {
            headline: "On to Polar.",
            lead: "Polar takes the payment. Nothing is bought before you confirm it there, and you can still change between monthly and quarterly.",
          },
          back: {
            headline: "You are back, and nothing was bought here.",
            lead: "The checkout stays open for a while, if you want to go on. Did you pay all the same? Then the premium page behind the link in your email says so as soon as Polar has told us.",
          },
          failed: {
            headline: "That did not work.",
            lead: "Polar could not open a checkout. Nothing was charged. Please try it again later with the link in your email.",
          },
        },
        portal: {
          ready: {
            headline: "On to Polar.",
            lead: "That is where you find your card, your invoices and the way to end premium.",
          },
          back: {
            headline: "You are back from Polar.",
            lead: "What you changed there counts here as soon as Polar tells us, usually within seconds. The premium page behind the link in your email shows it.",
          },
          failed: {
            headline: "That did not work.",
            lead: "Polar could not open your page, and nothing has changed. Please try it again later with the link in your email.",
          },
        },
        awaited: {
          headline: "Thank you. We are waiting for Polar.",
          lead: "Premium is on as soon as Polar confirms the payment, usually within seconds, and this page will say so by itself. You can close it: the premium page behind the link in your email says so too.",
        },
        paid: {
          headline: "A payment of yours is being processed.",
          lead: "You have been at Polar’s checkout before, and we are waiting for Polar to confirm it. Do not pay again: this page goes on by itself, and the premium page behind the link in your email also says when premium is on.",
        },
        started: {
          headline: "Premium is on.",
          lead: (jobs: number) =>
            `From now on up to ${jobs} jobs come in an email, and new ones at once. The premium page behind the link in your email leads to your payments, and to more days if you get one email a week.`,
        },
        unneeded: {
          headline: "You have premium already.",
          lead: "There is nothing to buy, and nothing was charged. The premium page behind the link in your email leads to your card, your invoices and the way to end premium.",
        },
        owed: {
          headline: "There is something to settle first.",
          lead: "A payment of yours is open at Polar, or your premium is paused there. Nothing was charged now. The premium page behind the link in your email leads to your own page at Polar, where it can go on.",
        },
        closed: {
          headline: "This way to Polar is closed.",
          lead: "It stays open for about an hour, only while your link counts, and you can buy only while you are subscribed. The link in your newest email leads on, and says where you stand.",
        },
        nobody: {
          headline: "We cannot open your page at Polar from here.",
          lead: "Polar has no account under the address that you have with us. Whoever bought premium with another address is known to Polar by that one: the link in the receipt that it sent there leads to the invoices and the way to end premium.",
        },
        unsold: {
          headline: "Premium is not on sale here.",
          lead: "Nothing was charged. The free plan goes on as it is.",
        },
        erased: {
          headline: "Your data is deleted.",
          lead: "You asked us to forget you, so there is no premium to buy here any more. Did you pay at Polar after that? Then we end it at once, nothing more is charged, and you get your money back.",
        },
        go: "Go on to Polar",
        byHand: "If nothing happens by itself:",
      },
      /** On other pages. */
      way: "Premium",
      wayHint: "What it brings, what it costs, your payments, and how to end it.",
      wayHintPremium: "Your plan, your payments, and how to end it.",
      more: "What premium brings",
    },
    /** The frame of every page, and what all forms say. */
    common: {
      skip: "Skip to the content",
      home: "JobPing, home",
      about: "About",
      languages: "Language",
      search: "Search jobs",
      privacy: "Privacy",
      terms: "Terms",
      links: "Your preferences",
      toStart: "Back to the home page",
      optional: "(optional)",
      /** Before the title and the messages of a form that came back; screen readers say it first. */
      error: "Error",
      sources: "City names by GeoNames, CC BY 4.0.",
      /** What forms let people choose from, where the names above say too little. */
      choices: {
        unsure: "Not sure yet: a bit of everything",
        visa: { unknown: "I am not sure", needed: "Yes, I need a sponsor", "not-needed": "No" },
        cadences: {
          weekly: "Once a week",
          "mon-wed-fri": "Monday, Wednesday and Friday",
          daily: "Every day",
        },
        withPremium: (cadence: string) => `${cadence} (with premium)`,
      },
    },
    signup: {
      title: "Job alerts that fit",
      headline: "The right first job comes to your inbox.",
      lead: "Say once what you are looking for. We read the job boards of Europe and send you the internships, graduate roles and entry-level roles that fit.",
      promises: [
        "At most ten jobs in an email, and none of them twice",
        "For each job, why it fits and what we do not know about it",
        "No account, no password. One click and you are out",
      ],
      sample: {
        caption: "A job in your inbox, for example",
        title: "Junior Data Analyst",
        where: "Nordlicht Energie\u00a0· Hamburg, Germany\u00a0· Hybrid",
        when: "Posted yesterday\u00a0· Pay not stated",
        why: "Data and analytics, in Hamburg, an entry-level role",
      },
      formTitle: "What are you looking for?",
      email: "Email address",
      cities: "Cities",
      citiesHint: "Up to five, separated by commas: Berlin, Lyon. Whole countries and remote work are further down.",
      chosenCities: "Cities you chose",
      suggestions: "Suggested cities",
      found: (count: number) => (count === 0 ? "No city of that name" : count === 1 ? "1 city" : `${count} cities`),
      added: (city: string) => `${city} added`,
      careerPaths: "Your field of work",
      careerPathsHint: "One to three",
      levels: "Your level",
      levelsHint: "If you choose none, jobs of every level come; senior ones rank lower.",
      more: "More wishes",
      moreHint: "remote, countries, languages, pay …",
      workModes: "How you would like to work",
      workModesHint: "If you want remote work only, you need not name a place.",
      countries: "Anywhere in these countries",
      countriesHint: "Up to five",
      workLanguages: "Languages you work in",
      keywords: "Keywords",
      keywordsHint: "Separated by commas: Python, battery, museum",
      pay: "Pay from",
      payHint: "Jobs that do not say what they pay are still shown, further down.",
      amount: "Amount",
      currency: "Currency",
      period: "Period",
      visa: "Do you need a visa sponsor?",
      name: "What should we call you?",
      cadence: "How often we write",
      timeZone: "Your time zone",
      consent: {
        before: "Yes, write to me about jobs. I am 16 or older and agree to the ",
        terms: "terms",
        between: "; what you keep about me is said under ",
        privacy: "privacy",
        after: ".",
      },
      submit: "Send me jobs",
      next: "You will get an email. Press the button in it, and the first jobs follow at once.",
      /** Beside the button: how many postings are there for what is chosen. */
      live: (count: number) =>
        count === 0
          ? "Nothing matches right now. Sign up anyway: we look again every day."
          : count === 1
            ? "1 live job looks like a match right now."
            : `${number.format(count)} live jobs look like matches right now.`,
      /** The same before anything is chosen. */
      liveInAll: (count: number) =>
        count === 1 ? "1 live job right now." : `${number.format(count)} live jobs right now.`,
      question: "One question before we go on",
      typo: (suggestion: string) => `Did you mean ${suggestion}?`,
      typoTake: (suggestion: string) => `Use ${suggestion}`,
      keep: "If the address is right as it is, press the button again.",
      disposable: (domain: string) =>
        `Emails to ${domain} are soon thrown away, and your jobs with them. Please use an address that you keep.`,
      whichCity: (name: string) => `Which ${name} do you mean?`,
      /** What helps, field by field. */
      advice: {
        email: "Enter an email address such as name@example.org",
        name: "Enter a name of at most 100 characters in one line",
        careerPaths: "Choose one to three fields of work",
        cities: "Name up to five cities",
        countries: "Choose up to five countries",
        workModes: "Choose how you would like to work",
        levels: "Choose from the levels shown",
        languages: "Choose up to twenty languages",
        keywords: "Name up to ten keywords of at most 40 characters",
        "salaryMin.amount": "Enter an amount such as 45000",
        "salaryMin.currency": "Choose a currency",
        "salaryMin.period": "Choose a period",
        visa: "Choose one of the answers about a visa",
        cadence: "Choose how often we write",
        timeZone: "Choose a time zone",
        consent: "Tick the box: without your consent we may not write to you",
      },
      placeMissing: "Name at least one city or country, or ask for remote work only",
      /** One or several, in quotes. */
      cityUnknown: (cities: string) => `We do not know ${cities}. Check the spelling, or name the nearest larger city.`,
      /** The same where below the field stands what was probably meant. */
      cityMissed: (cities: string) => `We do not know ${cities}. Choose below what you meant.`,
      insteadOf: (name: string) => `Instead of “${name}”`,
      noneOfThese: "None of these",
    },
    status: {
      title: "Your signup",
      steps: {
        received: {
          title: "We have your wishes",
          before: "We receive your wishes",
          text: "They travel sealed until they are stored.",
          headline: "Thank you. Now check your inbox.",
          lead: "An email goes to the address you gave. Press the button in it, and your first jobs come at once.",
        },
        verification_sent: {
          title: "An email is in your inbox",
          before: "An email comes to your inbox",
          text: "Its button confirms your address. It may be in your spam folder.",
        },
        verified: {
          title: "You pressed the button",
          before: "Press the button in it",
          text: "Without that we may not write to you.",
          headline: "Confirmed. Your first jobs are coming.",
          lead: "We are choosing them. You can close this page: they come by email.",
        },
        matched: {
          title: "We chose your jobs",
          before: "We choose your jobs",
          text: "The best fits, each with the reasons.",
        },
        digest_sent: {
          title: "Your first jobs are on their way",
          before: "Your first jobs go out to you",
          text: "From now on we write on Thursdays, with premium more often.",
          headline: "Your first jobs are in your inbox.",
          lead: "Good luck with them. From now on we write on Thursdays, if new ones fit; with premium more often.",
        },
      },
      /** In the lead: what the script puts the address in place of. */
      addressYouGave: "the address you gave",
      live: (count: number) =>
        `${number.format(count)} live ${count === 1 ? "job looked like a match" : "jobs looked like matches"} when you signed up.`,
      none: {
        headline: "Nothing fits yet.",
        steps: {
          matched: {
            title: "We looked, and nothing fits yet",
            before: "We look for your jobs",
            text: "What is not certain never counts against a job.",
          },
          digest_sent: {
            title: "An email that says so is on its way",
            before: "An email says so",
            text: "Your first jobs come as soon as there are some.",
          },
        },
        looked: (count: number) =>
          count === 0
            ? "There is no posting in our catalogue yet. We look again every morning, and write as soon as one fits."
            : `${number.format(count)} ${count === 1 ? "posting" : "postings"} looked at, and none fits what you asked for. We look again every morning, and write as soon as one does.`,
        why: "What stood in the way",
        reasons: {
          place: (count: string) => `${oneOf(count, "is", "are")} somewhere else`,
          "career-path": (count: string) => `${oneOf(count, "is", "are")} in another field of work`,
          level: (count: string) => `${oneOf(count, "asks", "ask")} for more experience`,
          "work-mode": (count: string) => `${oneOf(count, "does", "do")} not offer the way of working you chose`,
          visa: (count: string) => `${oneOf(count, "does", "do")} not sponsor a visa`,
          company: (count: string) => `${oneOf(count, "is", "are")} at companies you leave out`,
          "too-new": (count: string) =>
            `${oneOf(count, "is too new for the free plan; it follows", "are too new for the free plan; they follow")} soon`,
          old: (count: string) => `${oneOf(count, "was", "were")} posted too long ago`,
          link: (count: string) => `${oneOf(count, "is", "are")} no longer open`,
          "matched-before": (count: string) => `${oneOf(count, "was", "were")} in an email to you before`,
        },
        change: "You can widen your wishes at any time: ",
        changeLink: "ask for your links",
      },
      /** Without a script the page does not move by itself. */
      lookAgain: "Look again",
      noMail: "No email?",
      noMailText: "Give it a minute, and check your spam folder.",
      askAgain: "Ask for another one",
      slip: "Was there a typo in the address?",
      signUpAgain: "Sign up again",
    },
    verify: {
      title: "Confirm your address",
      headline: (mailbox: string) => `Job alerts for ${mailbox}?`,
      headlineUnknown: "Do you want job alerts?",
      lead: "Press the button, and your first jobs come at once. If you did not sign up, do nothing.",
      button: "Yes, send me jobs",
      doneTitle: "Confirmed",
      done: "Confirmed. Thank you.",
      doneLead: "We are choosing your first jobs. They will be in your inbox in a moment.",
      already: "This address is already confirmed.",
      alreadyLead: "There is nothing left to do: your jobs come by email.",
      progress: "See how far it is",
    },
    ask: {
      verification: {
        title: "Another confirmation email",
        text: "Tell us the address you signed up with. If it is waiting to be confirmed, we send another email.",
        button: "Send it again",
        done: "If this address is waiting to be confirmed, an email is on its way.",
      },
      links: {
        title: "Your links by email",
        text: "There is no password. Tell us your address, and we email you the links to your preferences.",
        button: "Send me my links",
        done: "If we write to this address, an email with your links is on its way.",
      },
      email: "Email address",
      advice: "Enter an email address such as name@example.org",
      askedTitle: "Check your inbox.",
      wait: "Give it a minute, and check your spam folder.",
      nothing: "Nothing came?",
      again: "Ask again",
      most: "at most three emails an hour go to one address.",
      fresh: "Email me a fresh link",
      expired: "Links work only for a while. You can get a fresh one here.",
      replaced:
        "This link was replaced. If you have moved to another mailbox or erased everything, we no longer write to the old one. If emails still come, enter the address they come to, and fresh links arrive there.",
    },
    legal: {
      privacy: {
        title: "Privacy",
        lead: "We keep what we need to send you jobs, and nothing else. No tracking pixels, no advertising, no sale of data.",
        sections: [
          {
            title: "Who is responsible",
            lines: ["JobPing. The postal address stands at the foot of every email we send."],
          },
          {
            title: "What we keep, and how long",
            list: [
              "Your address, the name you gave and your wishes: until you erase them. Not confirmed within 7 days: deleted.",
              "That you agreed, when, on which page and to which wording, with a fingerprint of your network address that does not lead back to it: as long as the rest, because we must be able to prove it.",
              "Which emails we sent you, which jobs were in them, and what you told us about those: as long as the rest, so that no job comes twice and the next ones fit better.",
              "What our email service reports of an email (delivered, refused, complained about): the report itself for 30 days, and that we must not write to an address for good, as a fingerprint.",
              "The page that shows how far your signup is: times only, no address, for 7 days.",
              "A search on this site: what was found, for a day. A cookie counts your searches until you close the browser, and says nothing else. It is the only one.",
              "If you choose premium: which plan, until when it is paid for, what Polar told us of it and its numbers for you, no card and no amount: as long as the rest. That you opened a checkout: 30 days. If you erase everything while one is still open, a fingerprint of our number for you, and Polar’s number of what is paid there after all: 30 days, so that it is ended and given back.",
              "Our logs: what happened and when, without addresses, names or links.",
            ],
          },
          {
            title: "Why we may",
            lines: [
              "Because you agreed (Article 6(1)(a) GDPR). You take it back with one click in any email, as easily as you gave it.",
              "For premium, because we owe you what you bought (Article 6(1)(b) GDPR).",
            ],
          },
          {
            title: "Who works for us",
            list: [
              "Supabase keeps our database.",
              "Resend delivers our emails, and so sees your address and what we write to you.",
              "OpenAI helps to order the jobs of some emails. It gets postings and wishes, never your name, address or anything that says who you are.",
              "Polar sells premium and takes the payments, if you choose it. It gets your address and a number of ours that says nothing about you; what you type in there (name, card, country) stays with Polar, and we never see it. When you erase everything, Polar erases it too, but for the invoices that the law makes it keep.",
            ],
          },
          {
            title: "Your rights",
            lines: [
              "You may see, correct, take with you and erase what we keep, and complain to a data protection authority. Your links open it all, without a password: change your wishes, download everything as a file, or erase it. What remains after erasing is a fingerprint of the address that says not to write to it and, if a checkout was still open, for 30 days one of our number for you.",
            ],
          },
        ],
        links: "Ask for your links",
      },
      terms: {
        title: "Terms",
        lead: (version: string) => `Version ${version}. Short, because the service is.`,
        list: [
          "You are 16 or older, and the address is your own.",
          "We send you job adverts of others by email, as often as you chose. It costs nothing unless you choose premium.",
          "We read adverts with a program. It can be wrong: what counts is the advert itself, at the employer.",
          "We do not apply for you and do not tell any employer about you.",
          "You leave at any time with one click. We may stop the service, and say so by email before.",
        ],
        premium: {
          title: "Premium",
          list: [
            "Polar sells it: as merchant of record, Polar is who you buy from, writes the invoice and pays the tax. We deliver it.",
            "It renews by itself at the price you agreed to, each month or each three months, until you end it.",
            "You end it at any time, on the premium page or at Polar. It then goes on until what is paid for is over, and nothing more is charged.",
            "If a payment fails, premium goes on for seven days. After that it rests until it is paid.",
            "As a consumer in the EU you can withdraw from the purchase within 14 days without giving a reason, and get your money back: a word to Polar, at the address on its receipt, is enough.",
            "If we stop the service, what you have paid beyond that day is paid back.",
          ],
          link: "What premium brings and costs",
        },
      },
    },
    /** Problems as pages say them; programs get the API's own words. */
    problems: {
      "not-readable": {
        title: "We could not read the request",
        text: "Something got lost on the way. Go back and try it again.",
      },
      "who-are-you": { title: "Nobody is signed in", text: "This page is for those who run JobPing." },
      "not-yours": { title: "This is not yours to do", text: "This page is for those who run JobPing." },
      "link-not-valid": {
        title: "This link is not valid",
        text: "We did not make it, or a part of it got lost. Open it from the email again, or get a fresh one here.",
      },
      "origin-not-listed": {
        title: "This page may not send that",
        text: "The page that sent this is not one of ours. Start from our own page.",
      },
      "not-found": {
        title: "There is nothing here",
        text: "The address leads nowhere. Perhaps a part of it is missing, or what was here is over.",
      },
      "wrong-method": { title: "That cannot be done here", text: "The address is right, but not for this." },
      conflict: {
        title: "That does not fit what is already there",
        text: "Reload the page, and see what has changed.",
      },
      "link-expired": {
        title: "This link has expired",
        text: "Links work only for a while. You can get a fresh one by email.",
      },
      "too-large": { title: "That is too large", text: "Send less of it." },
      "wrong-type": { title: "We do not read that type", text: "Use the form of our own page." },
      "not-valid": { title: "Something is missing or not right", text: "Nothing was stored." },
      "too-many": { title: "That was a little too often", text: "Wait a moment, then try it again." },
      "our-fault": {
        title: "Something broke on our side",
        text: "That should not have happened. We have a record of it, and trying again later may help.",
      },
      "not-now": {
        title: "We cannot take this right now",
        text: "Nothing is lost: please try again in a moment.",
      },
      /** Of a field that no form of ours has. */
      strange: (field: string) => `“${field}” is not something we ask for`,
      number: "If you write to us about it, this number helps:",
    },
    search: {
      title: "Search jobs",
      headline: "Search jobs now.",
      lead: "We ask several job sites at once, and show how well each job fits what you asked for.",
      jobTitle: "Job title",
      jobTitleHint: "Such as data analyst, Werkstudent Marketing, chef de projet",
      city: "City",
      country: "Country",
      anyCountry: "Any country",
      jobType: "Kind of job",
      jobTypes: {
        "": "Any kind",
        remote: "Remote",
        hybrid: "Hybrid",
        "on-site": "On site",
        "full-time": "Full-time",
        "part-time": "Part-time",
      },
      notOfType: (type: string) => `Not ${type.toLowerCase()}`,
      typeNotStated: (type: string) => `${type}: not stated`,
      datePosted: "Posted",
      times: { any: "Any time", day: "In the last day", week: "In the last week", month: "In the last month" },
      postedIn: {
        any: "Posted any time",
        day: "Posted in the last day",
        week: "Posted in the last week",
        month: "Posted in the last month",
      },
      pay: "Pay",
      payHint: "A year’s pay before tax, in the currency of the country.",
      atLeast: "At least",
      atMost: "At most",
      industry: "Industry",
      industryHint: "Such as energy, insurance, games",
      button: "Search",
      advice: {
        jobTitle: "Name the job you are looking for, in 2 to 100 characters",
        city: "Name one city, in at most 80 characters",
        country: "Choose a country",
        jobType: "Choose one of the kinds of job",
        datePosted: "Choose one of the times",
        salaryMin: "Enter a year’s pay such as 45000",
        salaryMax: "Enter a year’s pay such as 60000",
        order: "The highest pay must not be less than the lowest",
        industry: "Name an industry in at most 80 characters",
      },
      inPlace: (title: string, place: string) => `${title} in ${place}`,
      yearly: {
        between: (low: string, high: string) => `${low} to ${high} a year`,
        from: (low: string) => `From ${low} a year`,
        upTo: (high: string) => `Up to ${high} a year`,
      },
      postedOn: (date: string) => `Posted on ${date}`,
      posted: (age: string) => `Posted ${age}`,
      dateNotStated: "Date not stated",
      verdicts: {
        title: { met: "Title fits", "not-met": "Another title", unknown: "Title unclear" },
        place: { met: "Place fits", "not-met": "Another place", unknown: "Place not stated" },
        salary: { met: "Pay fits", "not-met": "Pay does not fit", unknown: "Pay not stated" },
        industry: { met: "Industry fits", "not-met": "Another industry", unknown: "Industry not stated" },
      },
      postedEarlier: "Posted earlier",
      employment: {
        "full-time": "Full-time",
        "part-time": "Part-time",
        contract: "Contract",
        temporary: "Temporary",
      },
      noCompany: "Company not named",
      score: { of: "of 100", forWhat: "for what you asked for" },
      criteria: "What you asked for",
      via: "via",
      morePlaces: (places: string, more: number) => `${places} and ${more} more`,
      jobs: (count: number) => (count === 1 ? "1 job" : `${number.format(count)} jobs`),
      change: "Change this search",
      /** Before buttons with cities of a like name. */
      cityMissed: (city: string) => `We know no city called “${city}”. Search in this one instead?`,
      where: "Where we looked",
      looking: "We are looking …",
      soFar: (jobs: string) => `${jobs} so far …`,
      bestFirst: (jobs: string) => `${jobs}, best fit first`,
      nothingFound: "Nothing found",
      nobodyAsked: "Nobody could be asked",
      csv: "Save as CSV",
      reload: "Reload",
      reloadText: "this page to see what has come since.",
      sources: {
        waiting: "waiting its turn",
        running: "being asked …",
        skipped: "left out",
        failed: "did not answer. Try again in a few minutes.",
        none: "nothing like it",
        cached: (jobs: string) => `${jobs}, from a short while ago`,
      },
      none: {
        unanswered: "None of the job sites answered just now. It is not your search: try again in a few minutes.",
        helps: "Nobody has a job like this right now. What often helps:",
        words: "Use fewer or other words for the title: “analyst” finds more than “junior data analyst”.",
        cityInCountry: "Leave out the city, and search the whole country.",
        city: "Leave out the city, or try a larger one near it.",
        type: "Ask for any kind of job: many postings do not say which kind they are.",
        time: "Ask for any time.",
        pay: "Leave out the pay: most postings do not say what they pay.",
        industry: "Leave out the industry.",
        or: "Or",
        signUp: "let the jobs come to you",
        weWrite: "we write when one fits.",
      },
    },
    /** Export and erasure of one's own data. */
    privacy: {
      export: {
        askedTitle: "Your data is on its way",
        askedHeading: "Check your inbox.",
        askedText:
          "An email with a link to everything that we keep about you is on its way. We send at most one such email an hour.",
        title: "Your data",
        heading: (address: string) => `Everything we keep about ${address}`,
        text: "One file, made the moment you press the button and stored nowhere. Programs read it, and so can you.",
        holds: "In it is every row with something about you:",
        rows: [
          "your address, your name, your preferences and when we write to you",
          "what you agreed to, when, and what you confirmed or took back",
          "each email that we owed you, and what became of it",
          "each job that we chose for you, with its score, its reasons and what you said about it",
        ],
        button: "Download (JSON)",
        life: "This link works for 24 hours.",
      },
      erase: {
        title: "Delete everything",
        heading: (address: string) => `Delete everything about ${address}?`,
        headingUnknown: "Delete everything about you?",
        text: "One click, and your preferences, the jobs we chose for you, what you said about them and everything else we know about you are gone for good.",
        stays:
          "A keyed hash of your address stays, from which nobody can read it: so we know that we must not write to you. A last email tells you that it is done, and then the address goes too.",
        premium:
          "If you pay for premium, it ends at Polar at once, and nothing more is charged. What is left of the paid time goes with it. If a checkout is still open, a fingerprint of our number for you stays for 30 days: so we know to end what is paid there after all, and to give it back.",
        button: "Delete everything about me",
        insteadBefore: "Just too many emails? ",
        instead: "Get fewer, or pause them",
        insteadAfter: ".",
        doneTitle: "Deleted",
        doneHeading: "It is being deleted.",
        doneText: "In a moment, nothing about you will be left here. One last email will tell you that it is done.",
        again: "Come back",
        againAfter: " whenever you like.",
      },
    },
    /** A subscription moves to another mailbox. */
    address: {
      title: "Another address",
      heading: "Where should your jobs go?",
      now: (address: string) => `We write to ${address} now.`,
      how: "Both addresses get an email and have to agree within 48 hours. Until then nothing changes.",
      label: "New email address",
      advice: "Enter an email address such as name@example.org",
      button: "Ask both addresses",
      askedHeading: "Check both inboxes.",
      askedText:
        "If your jobs can move there, an email goes to each of the two addresses. They move when both have agreed.",
      most: "we ask both addresses at most once a minute and three times an hour.",
      confirmTitle: "Move your jobs",
      fromOld: (to: string) => `Send your jobs to ${to} from now on?`,
      fromNew: (from: string) => `Send the jobs of ${from} here from now on?`,
      confirmText:
        "Your preferences and the jobs we chose for you stay as they are. If it was not you who asked, do nothing.",
      confirm: "Yes, move them",
      waitingHeading: "Thank you. One more yes is needed.",
      waitingText: (other: string) => `Now open the email that we sent to ${other}, and agree there too.`,
      movedHeading: "Your jobs are moving.",
      movedText: (to: string) =>
        `From now on we write to ${to}. The links in older emails no longer work; an email with fresh ones is on its way.`,
    },
    /** The answer to the mail that asks whether jobs are still wanted. */
    reengage: {
      title: "Still looking?",
      heading: (address: string) => `Should jobs keep coming to ${address}?`,
      headingUnknown: "Should jobs keep coming?",
      text: "We have heard nothing from you for half a year. If you do nothing, they keep coming anyway.",
      button: "Yes, keep them coming",
      change: "Change what comes",
      leave: "Unsubscribe",
      doneHeading: "Good. We keep looking.",
      doneText: "Your next jobs come as always.",
      leftHeading: "You are unsubscribed.",
      leftText: "We do not write to you any more.",
      again: "Sign up again",
    },
  },
};

export type Words = typeof en;
