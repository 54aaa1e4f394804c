import type { ReactElement } from "react";
import { minuteInWords } from "./dates.ts";
import type { DeliveryMail } from "./delivery.ts";
import {
  AccountFooter,
  Action,
  ActionInFull,
  FooterLine,
  Layout,
  Muted,
  Paragraph,
  TextLink,
  Title,
} from "./layout.tsx";
import type { SubscriberLinks } from "./links.ts";
import { subjectOf } from "./subject.ts";

// Nobody has confirmed this address yet: nothing that the requester typed (name, places, keywords)
// is repeated here, or the form would send strangers' words to strangers.
export function VerificationMail({
  mail,
  url,
  validUntil,
}: {
  mail: DeliveryMail;
  url: string;
  validUntil: Date;
}): ReactElement {
  return (
    <Layout
      title={subjectOf(mail)}
      preheader="One click, and new roles that fit come to this inbox. The link is valid for 48 hours."
      footer={<FooterLine>You get this one mail because somebody entered {mail.email} on our signup page.</FooterLine>}
    >
      <Title>Confirm your job alerts</Title>
      <Paragraph>
        Somebody, hopefully you, asked for job alerts to {mail.email} on{" "}
        {minuteInWords(new Date(mail.createdAt), mail.timeZone)}. Confirm it, and the first roles that fit are on their
        way.
      </Paragraph>
      <Action href={url} label="Confirm my alerts" />
      <Muted>The link is valid for 48 hours, until {minuteInWords(validUntil, mail.timeZone)}.</Muted>
      <Muted>Was it not you? Then ignore this mail: without the confirmation you will not hear from us again.</Muted>
      <ActionInFull href={url} />
    </Layout>
  );
}

export function AlreadySubscribedMail({ mail, links }: { mail: DeliveryMail; links: SubscriberLinks }): ReactElement {
  return (
    <Layout
      title={subjectOf(mail)}
      preheader="Nothing was changed. Your preferences are behind the link in this mail."
      footer={<OnTheList mail={mail} links={links} />}
    >
      <Title>You are already on the list</Title>
      <Paragraph>
        Somebody, hopefully you, signed up with {mail.email} on {minuteInWords(new Date(mail.createdAt), mail.timeZone)}
        . This address already gets job alerts, so nothing was changed. If you want other roles, places or days, change
        your preferences:
      </Paragraph>
      <Action href={links.preferences} label="See my preferences" />
      <Leaving links={links} />
      <Muted>Was it not you? Then there is nothing to do.</Muted>
      <ActionInFull href={links.preferences} />
    </Layout>
  );
}

export function LinksMail({ mail, links }: { mail: DeliveryMail; links: SubscriberLinks }): ReactElement {
  return (
    <Layout
      title={subjectOf(mail)}
      preheader="Fresh links to see and change what we look for, and to unsubscribe."
      footer={<OnTheList mail={mail} links={links} />}
    >
      <Title>Your links</Title>
      <Paragraph>
        Somebody, hopefully you, asked for fresh links for {mail.email} on{" "}
        {minuteInWords(new Date(mail.createdAt), mail.timeZone)}. They open your own settings, so please do not forward
        this mail.
      </Paragraph>
      <Action href={links.preferences} label="See my preferences" />
      <Leaving links={links} />
      <Muted>Was it not you? Then there is nothing to do: nobody else has received these links.</Muted>
      <ActionInFull href={links.preferences} />
    </Layout>
  );
}

function Leaving({ links }: { links: SubscriberLinks }) {
  return (
    <Muted>
      No more alerts? <TextLink href={links.unsubscribe}>Unsubscribe</TextLink>
    </Muted>
  );
}

function OnTheList({ mail, links }: { mail: DeliveryMail; links: SubscriberLinks }) {
  return <AccountFooter links={links}>You get this because {mail.email} is confirmed for job alerts.</AccountFooter>;
}
