import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import type { z } from "zod";
import type { Database, Json } from "./db.types.ts";
import { dbFetch } from "./db-fetch.ts";
import { env } from "./env.ts";
import { PermanentError } from "./errors.ts";
import { outsideCalls } from "./metrics.ts";
import { second } from "./time.ts";

type Functions = Database["public"]["Functions"];
export type DbFunction = keyof Functions;
/** A jsonb argument takes whatever JSON.stringify takes: interfaces have no index signature to be Json by. */
export type DbArgs<F extends DbFunction> = {
  [Name in keyof Functions[F]["Args"]]: Json extends Functions[F]["Args"][Name] ? unknown : Functions[F]["Args"][Name];
};

interface CallOptions {
  signal?: AbortSignal;
  /** Limit of one call; the database gets its own statement timeout from the role. */
  timeoutMs?: number;
}

/**
 * Postgres through its Data API. Every access is one call of a SQL function: arguments travel in the body
 * (an id list has no place in a URL), several rows change together or not at all, and the answer is parsed.
 */
export interface Db {
  /**
   * @throws {PermanentError} if Postgres refuses the arguments, so that asking again cannot help
   * @throws {Error} if it could not be asked, or should be asked again
   */
  call<F extends DbFunction, Schema extends z.ZodType>(
    fn: F,
    args: DbArgs<F>,
    schema: Schema,
    options?: CallOptions,
  ): Promise<z.output<Schema>>;
}

/**
 * SQLSTATE classes in which the same arguments fail again: data exceptions, broken constraints, requests that
 * PostgREST cannot read. Unknown names and missing rights (42, PGRST2) may be a migration that is on its way, and a key
 * that another row lacks or has (23503, 23505) is one that came or went meanwhile.
 */
const refused = /^(22|23(?!50[35])|PGRST1)/;

/** With the arguments named PostgREST passes the body on unread: a page of postings costs it a seventh of the time. */
function named<F extends DbFunction>(fn: F, args: object): F {
  const names = Object.entries(args).flatMap(([name, value]) => (value === undefined ? [] : name));
  return (names.length > 0 ? `${fn}?columns=${names.join()}` : fn) as F;
}

function connect(key: string): Db {
  // Created lazily: reading the module opens nothing, and tests may start their database first.
  let client: SupabaseClient<Database> | undefined;
  return {
    async call(fn, args, schema, options = {}) {
      client ??= createClient<Database>(env.SUPABASE_URL, key, {
        // Nobody signs in here: without this each call asks its own session's store first.
        accessToken: () => Promise.resolve(key),
        global: { fetch: dbFetch },
        // Workers and callers retry with their own limits; a hidden retry would double them.
        db: { retry: false },
      });
      const timeout = AbortSignal.timeout(options.timeoutMs ?? 10 * second);
      const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
      const { data, error, status } = await client.rpc(named(fn, args), args as never).abortSignal(signal);
      outsideCalls.inc({ service: "postgres", outcome: error ? "error" : "ok" });
      if (!error) return schema.parse(data);
      signal.throwIfAborted();
      // Details and hints can quote a row: only the code and the message's head leave this place. A server that is no
      // Data API (a wrong path, a proxy) sends neither code nor message, whatever the type says.
      const said: string | undefined = error.message;
      const message = `${fn}: ${error.code || status || "no answer"} ${(said ?? "not a Data API").slice(0, 120)}`;
      throw refused.test(error.code ?? "") ? new PermanentError(message) : new Error(message);
    },
  };
}

let service: Db | undefined;
let anon: Db | undefined;

/** The workers' access. @throws if this process was not given the service key, as the ingress is not. */
export function serviceDb(): Db {
  if (!env.SUPABASE_SERVICE_ROLE_KEY) throw new Error("SUPABASE_SERVICE_ROLE_KEY is not set: only workers have it");
  service ??= connect(env.SUPABASE_SERVICE_ROLE_KEY);
  return service;
}

/** The ingress's access: the read functions that demand the key from a person's own link. */
export function anonDb(): Db {
  anon ??= connect(env.SUPABASE_ANON_KEY);
  return anon;
}
