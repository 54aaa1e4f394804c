import type { ReactElement, ReactNode } from "react";
import { dayInWords, monthInWords } from "./dates.ts";
import type { DeliveryMail, DeliveryMatch } from "./delivery.ts";
import { AccountFooter, FooterLine, Layout, Paragraph, TextLink, Title } from "./layout.tsx";
import type { SubscriberLinks } from "./links.ts";
import { digestPreheader, isFirst, subjectOf } from "./subject.ts";
import { counted, oneLine, safeUrl } from "./text.ts";
import { styles } from "./theme.ts";
import { levelOf, payOf, placeOf, remoteScope, wishesInWords } from "./wording.ts";

export function DigestMail({ mail, links }: { mail: DeliveryMail; links: SubscriberLinks }): ReactElement {
  const wishes = wishesInWords(mail.wishes);
  return (
    <Layout
      title={subjectOf(mail)}
      preheader={digestPreheader(mail)}
      footer={
        <>
          {wishes === "" ? null : <FooterLine>You asked for: {wishes}.</FooterLine>}
          <AccountFooter links={links}>You get this because {mail.email} is confirmed for job alerts.</AccountFooter>
        </>
      }
    >
      <Title>{heading(mail)}</Title>
      <Paragraph>{introduction(mail)}</Paragraph>
      {mail.matches.map((match) => (
        <Posting key={match.postingId} match={match} mail={mail} />
      ))}
      {mail.more > 0 ? (
        <p className="muted line" style={{ ...styles.posting, ...styles.small, margin: 0 }}>
          {othersInWords(mail.more)} fit as well; these are the best.
        </p>
      ) : null}
    </Layout>
  );
}

function Posting({ match, mail }: { match: DeliveryMatch; mail: DeliveryMail }) {
  const url = safeUrl(match.url);
  const title = oneLine(match.title, 120) || "Untitled role";
  const company = oneLine(match.company, 80);
  const gap = match.gaps[0];
  // Said once, below the last of the company's.
  const isLast = mail.matches.findLast((other) => other.company === match.company) === match;
  return (
    <div className="line" style={styles.posting}>
      <h2 className="text" style={styles.role} dir="auto">
        {url === null ? title : <TextLink href={url}>{title}</TextLink>}
      </h2>
      <p className="text" data-tight="true" style={{ ...styles.fact, fontWeight: 600 }} dir="auto">
        {company}
      </p>
      <Fact>{[placeOf(match), remoteScope(match.remote)].filter(Boolean).join(" · ")}</Fact>
      <Fact>
        {payOf(match.salary)} · {levelOf(match)}
      </Fact>
      {match.sentence === null ? null : <Fact>{oneLine(match.sentence, 140)}</Fact>}
      {match.reasons.length === 0 ? null : (
        <p className="text" data-tight="true" style={styles.reason}>
          <b>Why: </b>
          {match.reasons
            .slice(0, 2)
            .map((reason) => oneLine(reason, 120))
            .join("; ")}
        </p>
      )}
      {gap === undefined ? null : (
        <Fact>
          <b>But: </b>
          {oneLine(gap, 120)}
        </Fact>
      )}
      <Seen match={match} mail={mail} />
      {isLast && match.sameCompany > 0 && company !== "" ? (
        <Small>
          +{match.sameCompany.toLocaleString("en-GB")} more at {company}
        </Small>
      ) : null}
    </div>
  );
}

function Fact({ children }: { children: ReactNode }) {
  return (
    <p className="text" data-tight="true" style={styles.fact}>
      {children}
    </p>
  );
}

function Small({ children }: { children: ReactNode }) {
  return (
    <p className="muted" data-tight="true" style={styles.small}>
      {children}
    </p>
  );
}

/** When it was posted and seen, and where. */
function Seen({ match, mail: { timeZone, createdAt } }: { match: DeliveryMatch; mail: DeliveryMail }) {
  const posted = match.postedAt === null ? null : dayInWords(match.postedAt, timeZone);
  const checked = dayInWords(match.checkedAt, timeZone);
  const again = match.repostedAt === null ? null : monthInWords(match.firstSeenAt, createdAt, timeZone);
  const uncertain = match.linkStatus === "uncertain";
  return (
    <Small>
      {posted === null ? "Posting date not stated" : `Posted ${posted}`}
      {again === null ? null : ` · again since ${again}`}
      {checked === null ? null : ` · ${uncertain ? "last seen" : "checked"} ${checked}`}
      {uncertain ? " · link could not be checked" : null} · <Via match={match} />
    </Small>
  );
}

/** "via Greenhouse", or the very words that a source's terms ask for ("Jobs by Adzuna"). */
function Via({ match: { source, attribution } }: { match: DeliveryMatch }) {
  if (attribution === null) return `via ${oneLine(source, 40)}`;
  const { label, url } = attribution;
  const link = <TextLink href={url}>{label}</TextLink>;
  return label.includes(" by ") ? link : <>via {link}</>;
}

/** lib/matching counts no further (weights.ts). */
const countedUpTo = 20;

const othersInWords = (more: number) => (more < countedUpTo ? `+${more} more` : `${countedUpTo} or more others`);

function heading({ period, matches }: DeliveryMail): string {
  if (matches.length === 0) return period === "welcome" ? "You are on the list" : "No new role this time";
  return isFirst(period)
    ? `Your first ${counted(matches.length, "role")}`
    : `${counted(matches.length, "new role")} for you`;
}

function introduction({ name, matches, lookedAt, period }: DeliveryMail): string {
  const greeting = greetingName(name);
  const hello = greeting === "" ? "" : `Hi ${greeting}. `;
  const welcome = period === "welcome" ? "Your alerts are confirmed. " : "";
  const looked = lookedAt === null ? "" : `We compared ${counted(lookedAt, "live posting")} with what you asked for. `;
  const found =
    matches.length === 0
      ? "None fits yet; we look again every morning and write when one does."
      : matches.length === 1
        ? "This one fits."
        : "These fit best.";
  return `${hello}${welcome}${looked}${found}`;
}

/** A name that carries an address is no name: mail clients would make it a link. */
function greetingName(name: string | null): string {
  const line = oneLine(name ?? "", 60);
  return /[/@<>]|www\./i.test(line) ? "" : line;
}
