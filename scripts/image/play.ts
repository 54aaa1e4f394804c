import { startBoards } from "../../local/boards/main.ts";
import { startOutbox } from "../../local/outbox/main.ts";

// `play.ts outbox|boards`: the servers that play vendors in docker-compose.yml's profile `local`.
const host = "0.0.0.0";
const { WEBHOOK_URL: url, RESEND_WEBHOOK_SECRET: secret, EMAIL_DOMAIN = "jobping.example" } = process.env;
const webhook = url && secret ? { url, secret } : undefined;
const plays = {
  outbox: () => startOutbox({ port: 4001, host, webhook, domains: [EMAIL_DOMAIN] }),
  boards: () => startBoards({ port: 4002, host }),
};
const name = process.argv[2];
if (name !== "outbox" && name !== "boards") throw new Error("play.ts outbox|boards");
const played = await plays[name]();
process.on("SIGTERM", () => void played.close());
process.stdout.write(`${name} plays on ${played.url}\n`);
