import { secretName, wellKnown } from "./env-variables.ts";

type Given = Readonly<Record<string, string | undefined>>;

/** What production refuses although each variable by itself is well-formed: a sentence for each fault. */
export function refusals(given: Given): string[] {
  return [
    ...weakSecrets(given),
    ...openLines(given),
    ...anyCertificate(given),
    ...forTrying(given),
    ...openMail(given),
  ];
}

/** In production a key opens one thing, and nobody outside knows it. */
function weakSecrets(given: Given): string[] {
  const owners = new Map<string, string>();
  return Object.entries(given).flatMap(([name, value]) => {
    if (value === undefined || !secretName.test(name)) return [];
    const owner = owners.get(value);
    owners.set(value, owner ?? name);
    if (value.startsWith(wellKnown)) return `${name}: has the value that every developer knows`;
    return owner ? `${name}: has the same value as ${owner}` : [];
  });
}

const loopback = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Keys, sealed data and working links must not travel where others could read them. Polar itself is in nobody's own
 * network.
 */
function openLines(given: Given): string[] {
  const internal = given.ALLOW_PLAINTEXT_INTERNAL === "1" ? /^(?!.*\.polar\.sh$)/ : loopback;
  return ["PUBLIC_URL", "REDIS_URL", "SUPABASE_URL", "POLAR_BASE_URL"].flatMap((name) => {
    // People come from everywhere: no network of one's own makes it safe.
    const isSafe = name === "PUBLIC_URL" ? loopback : internal;
    const urls = (given[name] ?? "").split(",").flatMap((text) => URL.parse(text) ?? []);
    const url = urls.find(({ protocol, hostname }) => /^(redis|http):$/.test(protocol) && !isSafe.test(hostname));
    if (!url) return [];
    if (name === "PUBLIC_URL") return `${name}: is not encrypted; use https://`;
    const safe = url.protocol === "http:" ? "https" : "rediss";
    return `${name}: is not encrypted; use ${safe}://, or set ALLOW_PLAINTEXT_INTERNAL=1 if nobody else is in that network`;
  });
}

/** Node's own switch, with which anybody can pose as the other end of an encrypted line. */
function anyCertificate({ NODE_TLS_REJECT_UNAUTHORIZED: checked }: Given): string[] {
  if (checked !== "0") return [];
  return [
    "NODE_TLS_REJECT_UNAUTHORIZED: 0 takes anybody's certificate; name your own authority in NODE_EXTRA_CA_CERTS",
  ];
}

/**
 * What everybody has for trying things out: the keys of Supabase's CLI, of Resend's guides and of our local stack, and
 * the domain from which Resend mails only the account's owner. Also keys in each other's place: the wrong one opens too
 * much.
 */
function forTrying(given: Given): string[] {
  const problems: string[] = [];
  for (const [name, role] of supabaseKeys) {
    const key = supabaseKey(given[name] ?? "");
    if (key.forTrying) problems.push(`${name}: is the key that Supabase gives to every developer`);
    else if (key.role !== undefined && key.role !== role) problems.push(`${name}: is a key of ${key.role}`);
  }
  if (/^(your-)?super-secret-jwt-token/.test(given.SUPABASE_JWT_SECRET ?? ""))
    problems.push("SUPABASE_JWT_SECRET: is the secret that Supabase gives to every developer");
  for (const { name, at, begins, forTrying } of vendorKeys) {
    const key = given[name];
    // A server that plays the vendor takes any key.
    if (key === undefined || given[at] !== undefined) continue;
    if (forTrying?.test(key)) problems.push(`${name}: is a key for trying, with which nothing is done there`);
    // A key that is sent to another vendor has leaked.
    else if (!key.startsWith(begins)) problems.push(`${name}: does not begin with ${begins}: is it another vendor's?`);
  }
  if (/(^|\.)resend\.dev$/.test(given.EMAIL_DOMAIN ?? ""))
    problems.push("EMAIL_DOMAIN: is Resend's domain for trying, from which mail reaches nobody but you");
  return problems;
}

/** Testers type other people's addresses, and a copy of production has everybody's. Without a key no mail goes out. */
function openMail(given: Given): string[] {
  if (!/staging/i.test(given.ENVIRONMENT ?? "") || given.RESEND_API_KEY === undefined) return [];
  if (/[^\s,]/.test(given.EMAIL_ALLOWLIST ?? "")) return [];
  return ["EMAIL_ALLOWLIST: is not set, and ENVIRONMENT says staging: mail would go to everybody"];
}

const vendorKeys: readonly { name: string; at: string; begins: string; forTrying?: RegExp }[] = [
  { name: "RESEND_API_KEY", at: "RESEND_BASE_URL", begins: "re_", forTrying: /^re_(local_|x+$|123456789$)/ },
  { name: "POLAR_ACCESS_TOKEN", at: "POLAR_BASE_URL", begins: "polar_", forTrying: /^polar_oat_local_/ },
  { name: "OPENAI_API_KEY", at: "OPENAI_BASE_URL", begins: "sk-" },
];

const supabaseKeys = [
  ["SUPABASE_ANON_KEY", "anon"],
  ["SUPABASE_SERVICE_ROLE_KEY", "service_role"],
] as const;

/** What a key of Supabase says of itself: `sb_publishable_…`, `sb_secret_…`, or a JWT. Any other text says nothing. */
function supabaseKey(key: string): { role?: string | undefined; forTrying: boolean } {
  const [, kind, name] = /^sb_(publishable|secret)_(.*)$/.exec(key) ?? [];
  if (kind !== undefined) {
    const forTrying = name === "ACJWlzQHlZjBrEguHvfOxg_3BJgxAaH" || name === "N7UND0UgjKTVK-Uodkm0Hg_xSvEMPvz";
    return { role: kind === "secret" ? "service_role" : "anon", forTrying };
  }
  try {
    const claims = JSON.parse(Buffer.from(key.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;
    return { role: claims.role?.toString(), forTrying: claims.iss === "supabase-demo" };
  } catch {
    return { forTrying: false };
  }
}
