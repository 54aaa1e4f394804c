import { env } from "../env.ts";
import type { CredentialName, Credentials, Source } from "./source.ts";

type Keyed = Pick<Source, "credentials">;

/** The source's credentials that are not set: it does not run without all of them. */
export function missingCredentials({ credentials }: Keyed): CredentialName[] {
  return credentials.filter((name) => env[name] === undefined);
}

/** The source's own credentials. They go into requests, never into what is kept or logged. */
export function credentialsOf({ credentials }: Keyed): Credentials {
  return Object.fromEntries(credentials.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])));
}

/** A reply as it may be kept: some vendors echo our keys. An app id stays, as it is part of the links. */
export function withoutKeys(source: Keyed, text: string): string {
  const keys = Object.entries(credentialsOf(source)).filter(([name]) => name.endsWith("_KEY"));
  return keys.reduce((clean, [, key]) => clean.replaceAll(key, "[key]"), text);
}
