import { consentWording } from "../../lib/subscribers/wishes.ts";
import { Layout } from "./layout.tsx";

/** A template: whoever runs JobPing has a lawyer read it. What it says of the program is what the program does. */
export function privacyPage() {
  return (
    <Layout title="Privacy">
      <h1>Privacy</h1>
      <p className="lead">
        We keep what we need to send you jobs, and nothing else. No tracking pixels, no sale of data. The only cookie
        comes with a search: it counts your searches until you close the browser, and says nothing else.
      </p>
      <h2>Who is responsible</h2>
      <p>JobPing. The postal address stands at the foot of every mail we send.</p>
      <h2>What we keep, and how long</h2>
      <ul>
        <li>
          Your address, the name you gave and your wishes: until you leave. Not confirmed within 48 hours: deleted soon
          after.
        </li>
        <li>That you agreed, when and to which wording: as long as we must be able to prove it.</li>
        <li>Which jobs we sent you: so that none comes twice.</li>
        <li>
          A fingerprint of your network address, which does not lead back to it: for limits and for the proof above.
        </li>
      </ul>
      <h2>Why we may</h2>
      <p>
        Because you agreed (Article 6(1)(a) GDPR). You take it back with one click in any mail, or with the links below.
      </p>
      <h2>Who else sees it</h2>
      <p>
        The company that stores our database, the one that carries our mail, and nobody else. Both work for us under
        contract.
      </p>
      <h2>Your rights</h2>
      <p>
        You may see, correct, take with you and delete what we keep, and complain to a data protection authority.{" "}
        <a href="/links">Ask for your links</a>: they open it all, without a password.
      </p>
    </Layout>
  );
}

/** A template, as above. */
export function termsPage() {
  return (
    <Layout title="Terms">
      <h1>Terms</h1>
      <p className="lead">Version {consentWording}. Short, because the service is.</p>
      <ul>
        <li>You are 16 or older, and the address is your own.</li>
        <li>
          We send you job adverts of others by mail, as often as you chose. It costs nothing unless you choose premium.
        </li>
        <li>We read adverts with a program. It can be wrong: what counts is the advert itself, at the employer.</li>
        <li>We do not apply for you and do not tell any employer about you.</li>
        <li>You leave at any time with one click. We may stop the service, and say so by mail before.</li>
      </ul>
    </Layout>
  );
}
