import { env } from "../env.ts";
import type { CredentialName, Credentials, Source } from "./source.ts";

type Keyed = Pick<Source, "credentials">;

/** What of the source's credentials is not set: with anything missing it does not run. */
export function missingCredentials({ credentials }: Keyed): CredentialName[] {
  return credentials.filter((name) => env[name] === undefined);
}

/** The source's own credentials, nobody else's. They stand in requests, never in what is kept or logged. */
export function credentialsOf({ credentials }: Keyed): Credentials {
  return Object.fromEntries(credentials.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** A reply as it may be kept: some vendors send back what they were asked with. An app's id stands in its links. */
export function withoutKeys(source: Keyed, text: string): string {
  const keys = Object.entries(credentialsOf(source)).filter(([name]) => name.endsWith("_KEY"));
  return keys.reduce((clean, [, key]) => clean.replaceAll(key, "[key]"), text);
}
