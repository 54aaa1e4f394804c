import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deliveryKinds } from "./delivery.ts";
import { longestDigest, mailFixture } from "./fixtures.ts";
import { renderMail } from "./render.ts";

// Renders every mail to files, to be looked at: `node --import ./local/runtime.ts lib/mail/gallery.ts [FOLDER]`.
const folder = process.argv[2] ?? join(".local", "mails");
const mails = {
  ...Object.fromEntries(deliveryKinds.map((kind) => [kind, mailFixture(kind)])),
  welcome: mailFixture("digest", { period: "welcome", more: 0 }),
  "welcome-empty": mailFixture("digest", { period: "welcome", more: 0, matches: [] }),
  longest: longestDigest(),
};

await mkdir(folder, { recursive: true });
for (const [name, mail] of Object.entries(mails)) {
  const { subject, html, text } = await renderMail(mail, {
    publicUrl: "https://jobping.example",
    emailDomain: "jobping.example",
  });
  await writeFile(join(folder, `${name}.html`), html);
  await writeFile(join(folder, `${name}.txt`), `Subject: ${subject}\n\n${text}\n`);
  process.stdout.write(`${name}: ${Buffer.byteLength(html)} bytes, ${subject}\n`);
}
