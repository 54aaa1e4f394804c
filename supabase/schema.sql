-- What all migrations together make, for reading: written by `npm run db:types`, never by hand, and applied by nobody. A
-- change is a new migration. What stands above a function in its migration, and why it was changed, stands there.


-- address_changes -----------------------------------------------------------------------------------------------------

create table address_changes (
  id uuid not null default gen_random_uuid(),
  subscriber_id uuid not null,
  email text not null,
  mailbox_hash text not null,
  key_sealed text not null,
  key_sha256 text not null,
  requested_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null default (now() + '48:00:00'::interval),
  old_confirmed_at timestamp with time zone,
  new_confirmed_at timestamp with time zone,
  applied_at timestamp with time zone,
  constraint address_changes_pkey PRIMARY KEY (id),
  constraint address_changes_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE,
  constraint address_changes_email_check CHECK (email = lower(btrim(email)) AND length(email) >= 3 AND length(email) <= 254)
);
CREATE INDEX address_changes_email ON public.address_changes (email);
CREATE INDEX address_changes_expiry ON public.address_changes (expires_at);
CREATE INDEX address_changes_mailbox ON public.address_changes (mailbox_hash);
CREATE INDEX address_changes_subscriber ON public.address_changes (subscriber_id);


-- billing -------------------------------------------------------------------------------------------------------------

create table billing (
  subscriber_id uuid not null,
  customer_id uuid,
  subscription_id uuid,
  plan text,
  status text,
  period_end timestamp with time zone,
  ends_at timestamp with time zone,
  past_due_since timestamp with time zone,
  grace_until timestamp with time zone,
  customer_deleted_at timestamp with time zone,
  asked_at timestamp with time zone,
  recheck_at timestamp with time zone,
  ticket bigint not null default 0,
  asked bigint not null default 0,
  applied bigint not null default 0,
  synced_at timestamp with time zone,
  seen_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  moved_from text[] not null default '{}'::text[],
  constraint billing_pkey PRIMARY KEY (subscriber_id),
  constraint billing_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE,
  constraint billing_plan_check CHECK (plan = ANY (ARRAY['monthly'::text, 'quarterly'::text])),
  constraint billing_status_check CHECK (length(status) <= 40)
);
CREATE INDEX billing_asked ON public.billing (asked_at) WHERE (asked_at IS NOT NULL);
CREATE INDEX billing_customer ON public.billing (customer_id) WHERE (customer_id IS NOT NULL);
CREATE INDEX billing_recheck ON public.billing (recheck_at) WHERE (recheck_at IS NOT NULL);
CREATE INDEX billing_running ON public.billing (plan) INCLUDE (status, ends_at, grace_until) WHERE (status = ANY (ARRAY['trialing'::text, 'active'::text, 'past_due'::text]));
CREATE INDEX billing_subscription ON public.billing (subscription_id) WHERE (subscription_id IS NOT NULL);


-- billing_checks ------------------------------------------------------------------------------------------------------

create table billing_checks (
  id uuid not null default gen_random_uuid(),
  at timestamp with time zone not null default now(),
  part text not null,
  looked integer,
  differing integer,
  unseen integer,
  strangers integer,
  doubled integer,
  asked integer,
  held boolean not null default false,
  endpoint text,
  constraint billing_checks_pkey PRIMARY KEY (id),
  constraint billing_checks_endpoint_check CHECK (endpoint = ANY (ARRAY['enabled'::text, 'disabled'::text, 'missing'::text])),
  constraint billing_checks_part_check CHECK (part = ANY (ARRAY['all'::text, 'endpoint'::text]))
);
CREATE INDEX billing_checks_age ON public.billing_checks (at);
CREATE INDEX billing_checks_latest ON public.billing_checks (part, at DESC);


-- billing_visits ------------------------------------------------------------------------------------------------------

create table billing_visits (
  id uuid not null,
  subscriber_id uuid not null,
  destination text not null,
  checkout_id uuid,
  url_sealed text,
  asking_since timestamp with time zone,
  expires_at timestamp with time zone,
  settled_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint billing_visits_pkey PRIMARY KEY (id),
  constraint billing_visits_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE,
  constraint billing_visits_destination_check CHECK (destination = ANY (ARRAY['checkout'::text, 'portal'::text]))
);
CREATE INDEX billing_visits_age ON public.billing_visits (created_at);
CREATE INDEX billing_visits_subscriber ON public.billing_visits (subscriber_id, created_at);


-- consents ------------------------------------------------------------------------------------------------------------

create table consents (
  id uuid not null default gen_random_uuid(),
  subscriber_id uuid not null,
  signup_id text not null,
  wording text not null,
  ip_hash text,
  given_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  withdrawn_at timestamp with time zone,
  source text,
  constraint consents_pkey PRIMARY KEY (id),
  constraint consents_subscriber_id_signup_id_key UNIQUE (subscriber_id, signup_id),
  constraint consents_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE,
  constraint consents_source_check CHECK (length(source) <= 300)
);
comment on column consents.source is 'origin of the page that the form stood on; null = a program, or a browser that does not say';


-- dead_letters --------------------------------------------------------------------------------------------------------

create table dead_letters (
  id bigint not null generated always as identity,
  queue text not null,
  job_id text not null,
  payload jsonb,
  request_id text,
  error text not null,
  stack text,
  attempts integer not null,
  failed_at timestamp with time zone not null,
  ids text[] not null,
  redriven_at timestamp with time zone,
  redriven_by text,
  constraint dead_letters_pkey PRIMARY KEY (id),
  constraint dead_letters_queue_job_id_failed_at_key UNIQUE (queue, job_id, failed_at)
);
CREATE INDEX dead_letters_age ON public.dead_letters (failed_at);
CREATE INDEX dead_letters_by ON public.dead_letters (redriven_by) WHERE (redriven_by IS NOT NULL);
CREATE INDEX dead_letters_ids ON public.dead_letters USING gin (ids);
CREATE INDEX dead_letters_open ON public.dead_letters (queue, id) WHERE ((redriven_at IS NULL) AND (payload IS NOT NULL));
CREATE INDEX dead_letters_sealed ON public.dead_letters (failed_at) WHERE (payload ? 'sealed'::text);


-- deliveries ----------------------------------------------------------------------------------------------------------

create table deliveries (
  id uuid not null default gen_random_uuid(),
  subscriber_id uuid not null,
  kind text not null,
  period text not null,
  status text not null,
  reason text,
  request_id uuid,
  progress_id text,
  batch_id uuid,
  provider_id text,
  looked_at integer,
  more integer,
  not_before timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  settled_at timestamp with time zone,
  address_change_id uuid,
  delivered_at timestamp with time zone,
  soft_bounced_at timestamp with time zone,
  bounced_at timestamp with time zone,
  complained_at timestamp with time zone,
  fate text generated always as (
CASE
    WHEN (complained_at IS NOT NULL) THEN 'complained'::text
    WHEN (bounced_at IS NOT NULL) THEN 'bounced'::text
    WHEN (delivered_at IS NOT NULL) THEN 'delivered'::text
    WHEN (soft_bounced_at IS NOT NULL) THEN 'soft_bounced'::text
    ELSE NULL::text
END) stored,
  why jsonb,
  about jsonb,
  issued_at timestamp with time zone,
  constraint deliveries_pkey PRIMARY KEY (id),
  constraint deliveries_subscriber_id_kind_period_key UNIQUE (subscriber_id, kind, period),
  constraint deliveries_address_change_id_fkey FOREIGN KEY (address_change_id) REFERENCES address_changes(id) ON DELETE CASCADE,
  constraint deliveries_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES email_batches(id) ON DELETE SET NULL,
  constraint deliveries_request_id_fkey FOREIGN KEY (request_id) REFERENCES email_verification_requests(id) ON DELETE SET NULL,
  constraint deliveries_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE,
  constraint deliveries_kind_check CHECK (kind = ANY (ARRAY['verification'::text, 'already_subscribed'::text, 'links'::text, 'digest'::text, 'still_looking'::text, 're_engagement'::text, 'address_confirmation'::text, 'address_change'::text, 'export'::text, 'erasure_receipt'::text, 'premium_started'::text, 'payment_failed'::text, 'premium_ended'::text])),
  constraint deliveries_period_check CHECK (length(period) >= 1 AND length(period) <= 60),
  constraint deliveries_status_check CHECK (status = ANY (ARRAY['planned'::text, 'pending'::text, 'sending'::text, 'sent'::text, 'skipped'::text, 'failed'::text, 'unknown'::text]))
);
CREATE INDEX deliveries_address_change ON public.deliveries (address_change_id) WHERE (address_change_id IS NOT NULL);
CREATE INDEX deliveries_batch ON public.deliveries (batch_id) WHERE (batch_id IS NOT NULL);
CREATE INDEX deliveries_open ON public.deliveries (created_at) WHERE (settled_at IS NULL);
CREATE INDEX deliveries_planned ON public.deliveries (subscriber_id) WHERE (status = 'planned'::text);
CREATE INDEX deliveries_provider ON public.deliveries (provider_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX deliveries_recent ON public.deliveries (created_at);
CREATE INDEX deliveries_request ON public.deliveries (request_id) WHERE (request_id IS NOT NULL);
CREATE INDEX deliveries_unasked ON public.deliveries (subscriber_id) WHERE ((kind = 're_engagement'::text) AND (status = ANY (ARRAY['skipped'::text, 'failed'::text])));
CREATE TRIGGER deliveries_still_looking AFTER UPDATE ON deliveries REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION promise_still_looking();
comment on column deliveries.reason is 'Of a skipped digest: no_new, too_few, paused, suppressed, too_late, unsubscribed, closed, bad_wishes. Of another mail also already_confirmed.';


-- email_batches -------------------------------------------------------------------------------------------------------

create table email_batches (
  id uuid not null default gen_random_uuid(),
  status text not null default 'open'::text,
  maybe_sent boolean not null default false,
  lease_until timestamp with time zone,
  released_at timestamp with time zone,
  reason text,
  created_at timestamp with time zone not null default now(),
  settled_at timestamp with time zone,
  constraint email_batches_pkey PRIMARY KEY (id),
  constraint email_batches_status_check CHECK (status = ANY (ARRAY['open'::text, 'sent'::text, 'failed'::text, 'unknown'::text, 'dissolved'::text]))
);
CREATE INDEX email_batches_age ON public.email_batches (created_at) WHERE (status <> 'open'::text);
CREATE INDEX email_batches_open ON public.email_batches (created_at) WHERE (status = 'open'::text);


-- email_verification_requests -----------------------------------------------------------------------------------------

create table email_verification_requests (
  id uuid not null default gen_random_uuid(),
  subscriber_id uuid not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null default (now() + '24:00:00'::interval),
  consumed_at timestamp with time zone,
  constraint email_verification_requests_pkey PRIMARY KEY (id),
  constraint email_verification_requests_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE
);
CREATE INDEX email_verification_requests_expiry ON public.email_verification_requests (expires_at);
CREATE INDEX email_verification_requests_subscriber ON public.email_verification_requests (subscriber_id);


-- erased_buyers -------------------------------------------------------------------------------------------------------

create table erased_buyers (
  subscriber_sha256 bytea not null,
  at timestamp with time zone not null default now(),
  owed jsonb not null default '{}'::jsonb,
  constraint erased_buyers_pkey PRIMARY KEY (subscriber_sha256)
);
CREATE INDEX erased_buyers_age ON public.erased_buyers (at);


-- figures_history -----------------------------------------------------------------------------------------------------

create table figures_history (
  span text not null,
  at timestamp with time zone not null,
  "values" jsonb not null,
  constraint figures_history_pkey PRIMARY KEY (span, at),
  constraint figures_history_span_check CHECK (span = ANY (ARRAY['day'::text, 'month'::text]))
);


-- job_cache -----------------------------------------------------------------------------------------------------------

create table job_cache (
  key text not null,
  source text not null,
  result jsonb not null,
  fetched_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint job_cache_pkey PRIMARY KEY (key)
);
CREATE INDEX job_cache_expiry ON public.job_cache (expires_at);


-- mail_figures --------------------------------------------------------------------------------------------------------

create table mail_figures (
  slot timestamp with time zone not null,
  bulk boolean not null,
  accepted integer not null default 0,
  delivered integer not null default 0,
  bounced integer not null default 0,
  complained integer not null default 0,
  constraint mail_figures_pkey PRIMARY KEY (slot, bulk)
);


-- matches -------------------------------------------------------------------------------------------------------------

create table matches (
  id uuid not null default gen_random_uuid(),
  subscriber_id uuid not null,
  posting_id uuid not null,
  delivery_id uuid not null,
  rank integer not null,
  score integer not null,
  parts jsonb not null,
  reasons text[] not null,
  gaps text[] not null,
  checked_at timestamp with time zone not null default now(),
  created_at timestamp with time zone not null default now(),
  link_status text,
  same_company integer not null default 0,
  sentence text,
  provenance jsonb not null default '{"by": "code"}'::jsonb,
  constraint matches_pkey PRIMARY KEY (id),
  constraint matches_subscriber_id_posting_id_key UNIQUE (subscriber_id, posting_id),
  constraint matches_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES deliveries(id) ON DELETE CASCADE,
  constraint matches_rank_check CHECK (rank > 0),
  constraint matches_same_company_check CHECK (same_company >= 0),
  constraint matches_score_check CHECK (score >= 0 AND score <= 100)
);
CREATE INDEX matches_delivery ON public.matches (delivery_id);
CREATE INDEX matches_of_subscriber ON public.matches (subscriber_id, created_at DESC, rank, id);


-- posting_identities --------------------------------------------------------------------------------------------------

create table posting_identities (
  posting_id uuid not null,
  seq integer not null generated always as identity,
  keys integer[] not null,
  identity json not null,
  closed_at timestamp with time zone,
  constraint posting_identities_pkey PRIMARY KEY (posting_id),
  constraint posting_identities_seq_key UNIQUE (seq),
  constraint posting_identities_posting_id_fkey FOREIGN KEY (posting_id) REFERENCES postings(id) ON DELETE CASCADE
);
CREATE INDEX posting_identities_closed ON public.posting_identities (closed_at) WHERE (closed_at IS NOT NULL);
CREATE TRIGGER posting_identities_all_gone AFTER TRUNCATE ON posting_identities FOR EACH STATEMENT EXECUTE FUNCTION forget_all_keys();
CREATE TRIGGER posting_identities_gone AFTER DELETE ON posting_identities FOR EACH ROW EXECUTE FUNCTION forget_keys();
CREATE TRIGGER posting_identities_other AFTER UPDATE OF seq ON posting_identities FOR EACH ROW WHEN (old.seq <> new.seq) EXECUTE FUNCTION forget_keys();


-- posting_keys --------------------------------------------------------------------------------------------------------

create table posting_keys (
  key integer not null,
  seq integer not null,
  constraint posting_keys_pkey PRIMARY KEY (key, seq)
);


-- postings ------------------------------------------------------------------------------------------------------------

create table postings (
  id uuid not null default gen_random_uuid(),
  dedupe_key text not null,
  source text not null,
  source_id text not null,
  url text not null,
  title text not null,
  company text not null,
  locations jsonb not null,
  remote jsonb not null,
  level text not null,
  programme text,
  employment text,
  career_paths text[] not null,
  occupation text not null,
  languages jsonb not null,
  experience_years jsonb,
  degree text,
  visa text not null,
  salary jsonb,
  posted_at timestamp with time zone,
  valid_through timestamp with time zone,
  description text not null,
  lang text,
  confidence jsonb not null,
  content_hash text not null,
  first_seen_at timestamp with time zone not null default now(),
  checked_at timestamp with time zone not null default now(),
  changed_at timestamp with time zone not null default clock_timestamp(),
  closed_at timestamp with time zone,
  closed_reason text,
  link_status text,
  link_checked_at timestamp with time zone,
  link_reason text,
  quality smallint not null default 0,
  reposted_at timestamp with time zone,
  reposts integer not null default 0,
  constraint postings_pkey PRIMARY KEY (id),
  constraint postings_company_check CHECK (length(company) <= 200),
  constraint postings_link_status_check CHECK (link_status = ANY (ARRAY['live'::text, 'gone'::text, 'uncertain'::text])),
  constraint postings_title_check CHECK (length(title) >= 1 AND length(title) <= 300),
  constraint postings_url_check CHECK (url ~ '^https?://'::text)
);
CREATE INDEX postings_changed_closed ON public.postings (changed_at, id) WHERE (closed_at IS NOT NULL);
CREATE INDEX postings_changed_open ON public.postings (changed_at, id) WHERE (closed_at IS NULL);
CREATE INDEX postings_closed_texts ON public.postings (closed_at) WHERE ((closed_at IS NOT NULL) AND (description <> ''::text));
CREATE UNIQUE INDEX postings_open_key ON public.postings (dedupe_key) WHERE (closed_at IS NULL);
CREATE INDEX postings_open_since ON public.postings (first_seen_at) WHERE (closed_at IS NULL);
CREATE INDEX postings_title_words ON public.postings USING gin (folded_words(title)) WHERE (closed_at IS NULL);
CREATE TRIGGER postings_closing AFTER UPDATE OF closed_at ON postings FOR EACH ROW WHEN (old.closed_at IS DISTINCT FROM new.closed_at) EXECUTE FUNCTION note_closing();
CREATE TRIGGER postings_new_link BEFORE UPDATE OF url ON postings FOR EACH ROW WHEN (old.url <> new.url) EXECUTE FUNCTION forget_link();


-- raw_replies ---------------------------------------------------------------------------------------------------------

create table raw_replies (
  id bigint not null generated always as identity,
  run_id uuid not null,
  cursor text,
  body text not null,
  fetched_at timestamp with time zone not null default now(),
  constraint raw_replies_pkey PRIMARY KEY (id),
  constraint raw_replies_run_id_cursor_key UNIQUE NULLS NOT DISTINCT (run_id, cursor),
  constraint raw_replies_run_id_fkey FOREIGN KEY (run_id) REFERENCES source_runs(id) ON DELETE CASCADE
);
CREATE INDEX raw_replies_age ON public.raw_replies (fetched_at);


-- sending_stops -------------------------------------------------------------------------------------------------------

create table sending_stops (
  id uuid not null default gen_random_uuid(),
  reason text not null,
  figures jsonb not null,
  since timestamp with time zone not null default now(),
  resumed_at timestamp with time zone,
  constraint sending_stops_pkey PRIMARY KEY (id),
  constraint sending_stops_reason_check CHECK (reason = ANY (ARRAY['complaints'::text, 'bounces'::text]))
);
CREATE UNIQUE INDEX sending_stops_open ON public.sending_stops ((true)) WHERE (resumed_at IS NULL);


-- sightings -----------------------------------------------------------------------------------------------------------

create table sightings (
  source text not null,
  source_id text not null,
  posting_id uuid not null,
  target text not null,
  url text not null,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  also_in text[] not null default '{}'::text[],
  gone_at timestamp with time zone,
  constraint sightings_pkey PRIMARY KEY (source, source_id),
  constraint sightings_posting_id_fkey FOREIGN KEY (posting_id) REFERENCES postings(id) ON DELETE CASCADE
);
CREATE INDEX sightings_posting ON public.sightings (posting_id);
CREATE INDEX sightings_target ON public.sightings (source, target);
CREATE TRIGGER sightings_elsewhere BEFORE UPDATE OF target, url ON sightings FOR EACH ROW WHEN (old.target <> new.target OR old.url <> new.url) EXECUTE FUNCTION remember_sighting();


-- source_runs ---------------------------------------------------------------------------------------------------------

create table source_runs (
  id uuid not null default gen_random_uuid(),
  source text not null,
  target text not null,
  status text not null default 'running'::text,
  complete boolean not null default false,
  pages integer not null default 0,
  seen integer not null default 0,
  added integer not null default 0,
  changed integer not null default 0,
  rejected integer not null default 0,
  error text,
  started_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint source_runs_pkey PRIMARY KEY (id),
  constraint source_runs_status_check CHECK (status = ANY (ARRAY['running'::text, 'done'::text, 'failed'::text]))
);
CREATE INDEX source_runs_latest ON public.source_runs (source, target, started_at DESC);
CREATE INDEX source_runs_running ON public.source_runs (started_at) WHERE (status = 'running'::text);
CREATE INDEX source_runs_started ON public.source_runs (started_at);


-- source_targets ------------------------------------------------------------------------------------------------------

create table source_targets (
  source text not null,
  target text not null,
  asked_at timestamp with time zone not null default now(),
  done_at timestamp with time zone,
  complete_at timestamp with time zone,
  unknown_in_row integer not null default 0,
  parked_until timestamp with time zone,
  failures_in_row integer not null default 0,
  error text,
  constraint source_targets_pkey PRIMARY KEY (source, target)
);


-- subscribers ---------------------------------------------------------------------------------------------------------

create table subscribers (
  id uuid not null default gen_random_uuid(),
  email text not null,
  mailbox_hash text not null,
  name text,
  status text not null default 'unverified'::text,
  tier text not null default 'free'::text,
  wishes jsonb not null,
  cadence text not null,
  time_zone text not null,
  link_key_sealed text not null,
  link_key_sha256 text not null,
  progress_id text,
  next_digest_at timestamp with time zone,
  plan_claimed_until timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  verified_at timestamp with time zone,
  unsubscribed_at timestamp with time zone,
  paused_until timestamp with time zone,
  excluded_companies text[] not null default '{}'::text[],
  min_score integer,
  taste_reset_at timestamp with time zone,
  welcome_until timestamp with time zone,
  locale text not null default 'en'::text,
  still_looking boolean not null default false,
  last_sign_at timestamp with time zone not null default now(),
  preferences_asked_at jsonb not null default '{}'::jsonb,
  re_engaged_at timestamp with time zone,
  link_key_at timestamp with time zone not null default now(),
  erasure_asked_at timestamp with time zone,
  constraint subscribers_pkey PRIMARY KEY (id),
  constraint subscribers_email_key UNIQUE (email),
  constraint subscribers_link_key_sha256_key UNIQUE (link_key_sha256),
  constraint subscribers_mailbox_hash_key UNIQUE (mailbox_hash),
  constraint subscribers_cadence_check CHECK (cadence = ANY (ARRAY['weekly'::text, 'mon-wed-fri'::text, 'daily'::text])),
  constraint subscribers_email_check CHECK (email = lower(btrim(email)) AND length(email) >= 3 AND length(email) <= 254),
  constraint subscribers_excluded_companies_check CHECK (cardinality(excluded_companies) <= 100),
  constraint subscribers_link_key_sha256_check CHECK (link_key_sha256 ~ '^[0-9a-f]{64}$'::text),
  constraint subscribers_locale_check CHECK (locale ~ '^[a-z]{2}$'::text),
  constraint subscribers_min_score_check CHECK (min_score >= 0 AND min_score <= 100),
  constraint subscribers_name_check CHECK (length(name) <= 100),
  constraint subscribers_status_check CHECK (status = ANY (ARRAY['unverified'::text, 'active'::text, 'unsubscribed'::text, 'erasing'::text])),
  constraint subscribers_tier_check CHECK (tier = ANY (ARRAY['free'::text, 'premium'::text])),
  constraint subscribers_wishes_check CHECK (jsonb_typeof(wishes) = 'object'::text)
);
CREATE INDEX subscribers_due ON public.subscribers (next_digest_at) WHERE (status = 'active'::text);
CREATE INDEX subscribers_erasing ON public.subscribers (created_at) WHERE (status = 'erasing'::text);
CREATE INDEX subscribers_erasure ON public.subscribers (erasure_asked_at) WHERE (erasure_asked_at IS NOT NULL);
CREATE INDEX subscribers_left ON public.subscribers (unsubscribed_at) WHERE (status = 'unsubscribed'::text);
CREATE INDEX subscribers_premium ON public.subscribers (id) WHERE (tier = 'premium'::text);
CREATE INDEX subscribers_quiet ON public.subscribers (last_sign_at) WHERE ((status = 'active'::text) AND (re_engaged_at IS NULL));
CREATE INDEX subscribers_unverified ON public.subscribers (updated_at) WHERE (status = 'unverified'::text);


-- suppressions --------------------------------------------------------------------------------------------------------

create table suppressions (
  mailbox_hash text not null,
  reason text not null,
  created_at timestamp with time zone not null default now(),
  constraint suppressions_pkey PRIMARY KEY (mailbox_hash),
  constraint suppressions_reason_check CHECK (reason = ANY (ARRAY['complaint'::text, 'bounce'::text, 'erased'::text, 'manual'::text]))
);


-- verdicts ------------------------------------------------------------------------------------------------------------

create table verdicts (
  match_id uuid not null,
  subscriber_id uuid not null,
  verdict text not null,
  reason text,
  at timestamp with time zone not null default now(),
  constraint verdicts_pkey PRIMARY KEY (match_id),
  constraint verdicts_match_id_fkey FOREIGN KEY (match_id) REFERENCES matches(id) ON DELETE CASCADE,
  constraint verdicts_subscriber_id_fkey FOREIGN KEY (subscriber_id) REFERENCES subscribers(id) ON DELETE CASCADE,
  constraint verdicts_reason_check CHECK (reason = ANY (ARRAY['place'::text, 'role'::text, 'level'::text, 'company'::text, 'pay'::text, 'stale'::text, 'other'::text])),
  constraint verdicts_verdict_check CHECK (verdict = ANY (ARRAY['more'::text, 'less'::text, 'irrelevant'::text, 'applied'::text]))
);
CREATE INDEX verdicts_newest ON public.verdicts (subscriber_id, at DESC);


-- webhook_events ------------------------------------------------------------------------------------------------------

create table webhook_events (
  source text not null,
  event_id text not null,
  type text not null,
  data jsonb not null,
  received_at timestamp with time zone not null default now(),
  processed_at timestamp with time zone,
  constraint webhook_events_pkey PRIMARY KEY (source, event_id),
  constraint webhook_events_source_check CHECK (source = ANY (ARRAY['resend'::text, 'polar'::text]))
);
CREATE INDEX webhook_events_age ON public.webhook_events (received_at);
CREATE INDEX webhook_events_mail ON public.webhook_events (((data ->> 'email_id'::text))) WHERE (source = 'resend'::text);
CREATE INDEX webhook_events_person ON public.webhook_events (((data ->> 'subscriber_id'::text))) WHERE (source = 'polar'::text);
CREATE INDEX webhook_events_waiting ON public.webhook_events (received_at) WHERE (processed_at IS NULL);


-- add_postings --------------------------------------------------------------------------------------------------------

-- migrations/20261201000210_places_of_the_nearest.sql
CREATE OR REPLACE FUNCTION public.add_postings(p_source text, p_target text, p jsonb[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_ids uuid[];
  v_added jsonb;
begin
  if cardinality(p) = 0 then
    return '{}';
  end if;
  with added as (
    insert into public.postings (dedupe_key, content_hash, source, source_id, quality, url, title, company, locations,
      remote, level, programme, employment, career_paths, occupation, languages, experience_years, degree, visa, salary,
      posted_at, valid_through, description, lang, confidence)
    select i.e ->> 'dedupeKey', i.e ->> 'contentHash', p_source, i.e ->> 'sourceId',
      coalesce((i.e ->> 'quality')::smallint, 0), f.url, f.title, f.company,
      f.locations, f.remote, f.level, f.programme, f.employment, f."careerPaths", f.occupation, f.languages,
      nullif(f."experienceYears", 'null'), f.degree, f.visa, nullif(f.salary, 'null'), f."postedAt", f."validThrough",
      f.description, f.lang, f.confidence
    from unnest(p) with ordinality i(e, place)
    cross join lateral jsonb_to_record(i.e -> 'posting') as f(url text, title text, company text, locations jsonb,
      remote jsonb, level text, programme text, employment text, "careerPaths" text[], occupation text, languages jsonb,
      "experienceYears" jsonb, degree text, visa text, salary jsonb, "postedAt" timestamptz, "validThrough" timestamptz,
      description text, lang text, confidence jsonb)
    order by i.place
    on conflict (dedupe_key) where closed_at is null do nothing
    returning id, source_id
  )
  select array_agg(id), coalesce(jsonb_object_agg(source_id, id), '{}') into v_ids, v_added from added;
  -- Its own statement: it sees what another page has added meanwhile. What has closed meanwhile comes with the next crawl.
  insert into public.sightings (source, source_id, posting_id, target, url)
  select p_source, i.e ->> 'sourceId', o.id, p_target, i.e #>> '{posting,url}'
  from unnest(p) with ordinality i(e, place)
  cross join lateral (
    select id from public.postings where dedupe_key = i.e ->> 'dedupeKey' and closed_at is null limit 1
  ) o
  order by i.place
  on conflict (source, source_id) do update
  set posting_id = excluded.posting_id, target = excluded.target, url = excluded.url, last_seen_at = now();
  if coalesce(cardinality(v_ids), 0) < cardinality(p) then
    perform public.touch_postings(array(
      select o.id from unnest(p) i(e) cross join lateral (
        select id from public.postings where dedupe_key = i.e ->> 'dedupeKey' and closed_at is null limit 1
      ) o where o.id <> all (coalesce(v_ids, '{}'))));
    perform public.join_locations(o.id, i.e #> '{posting,locations}')
    from unnest(p) with ordinality i(e, place)
    cross join lateral (
      select id, quality from public.postings where dedupe_key = i.e ->> 'dedupeKey' and closed_at is null limit 1
    ) o
    where not v_added ? (i.e ->> 'sourceId') and (coalesce((i.e ->> 'sameWords')::boolean, false)
      or coalesce((i.e ->> 'quality')::int, 0) / 1000 >= o.quality / 1000)
    order by i.place;
  end if;
  return v_added;
end;
$function$;


-- address_is_free -----------------------------------------------------------------------------------------------------

-- migrations/20261122100310_own_data.sql
CREATE OR REPLACE FUNCTION public.address_is_free(p_subscriber uuid, p_email text, p_mailbox_hash text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select not exists (select from public.suppressions where mailbox_hash = p_mailbox_hash and reason <> 'erased')
    and not exists (select from public.subscribers
                    where (email = p_email or mailbox_hash = p_mailbox_hash) and id <> p_subscriber
                      and status in ('active', 'unsubscribed'));
$function$;


-- address_key ---------------------------------------------------------------------------------------------------------

-- migrations/20261122100310_own_data.sql
CREATE OR REPLACE FUNCTION public.address_key(p_change address_changes, p_side text)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select case p_side
    when 'old' then (select s.link_key_sha256 from public.subscribers s where s.id = p_change.subscriber_id)
    when 'new' then p_change.key_sha256 end;
$function$;


-- address_page --------------------------------------------------------------------------------------------------------

-- migrations/20261122100310_own_data.sql; the ingress calls it, as anon
CREATE OR REPLACE FUNCTION public.address_page(p_change uuid, p_side text, p_key_hash text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'masked_new', public.masked(c.email), 'locale', s.locale,
    'open', c.applied_at is null and c.expires_at > now(),
    'old_confirmed', c.old_confirmed_at is not null, 'new_confirmed', c.new_confirmed_at is not null)
  from public.address_changes c join public.subscribers s on s.id = c.subscriber_id
  where c.id = p_change and public.address_key(c, p_side) = p_key_hash;
$function$;


-- address_told --------------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.address_told(p jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.billing set moved_from = '{}'
  where subscriber_id = (p ->> 'subscriberId')::uuid and to_jsonb(moved_from) = p -> 'movedFrom'
    and ((p ->> 'known')::boolean or not public.has_open_visit(subscriber_id));
$function$;


-- apply_mail_event ----------------------------------------------------------------------------------------------------

-- migrations/20261203000300_mails_by_strangers.sql
CREATE OR REPLACE FUNCTION public.apply_mail_event(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_event public.webhook_events;
  v_at timestamptz := least((p ->> 'at')::timestamptz, now());
  v_fate text := case p ->> 'type'
    when 'email.delivered' then 'delivered'
    when 'email.complained' then 'complained'
    when 'email.bounced' then case when p ->> 'detail' = 'Permanent' then 'bounced' else 'soft_bounced' end
    -- The vendor did not even try: it knows of what we have missed.
    when 'email.suppressed' then 'suppressed'
    -- Accepted, and then not sent.
    when 'email.failed' then 'failed' end;
  v_was public.deliveries;
  v_is public.deliveries;
  v_sent_at timestamptz;
  v_ended int := 0;
  v_stopped jsonb;
begin
  if v_fate is not null then
    select * into v_was from public.deliveries where id = (p ->> 'deliveryId')::uuid;
    if not found then
      select * into v_was from public.deliveries where provider_id = p ->> 'emailId';
    end if;
    -- The person first, as in every function that changes more of theirs. Who erases them may have been quicker.
    perform from public.subscribers where id = v_was.subscriber_id for update;
    select * into v_was from public.deliveries where id = v_was.id for update;
  end if;
  insert into public.webhook_events (source, event_id, type, data)
  values ('resend', p ->> 'eventId', p ->> 'type',
          jsonb_strip_nulls(jsonb_build_object('email_id', p -> 'emailId', 'at', p -> 'at', 'detail', p -> 'detail')))
  on conflict (source, event_id) do update set type = excluded.type
  returning * into v_event;
  if v_event.processed_at is not null then
    return jsonb_build_object('outcome', 'seen');
  end if;

  -- A mail that names its row had one before it went out: it is of another installation at the same vendor, or its person
  -- is gone.
  if v_fate is not null and v_was.id is null and p ->> 'deliveryId' is null and v_event.received_at > now() - interval '10 minutes' then
    return jsonb_build_object('outcome', 'waiting', 'laterMs',
                              greatest(2000, extract(epoch from now() - v_event.received_at) * 1000)::int);
  end if;
  -- Its sender knows first what it was told.
  if v_fate = 'failed' and v_was.status = 'sending' then
    return jsonb_build_object('outcome', 'waiting', 'laterMs', 30000);
  end if;
  update public.webhook_events set processed_at = now() where source = 'resend' and event_id = v_event.event_id;
  if v_was.id is null then
    return jsonb_build_object('outcome', case when v_fate is null then 'noted' else 'unknown' end);
  end if;

  if v_fate = 'failed' then
    return jsonb_build_object('outcome', 'applied', 'kind', v_was.kind,
                              'fate', public.note_failed(v_was, p ->> 'emailId', p ->> 'detail'));
  end if;

  update public.deliveries d
  set delivered_at = case when v_fate = 'delivered' then least(d.delivered_at, v_at) else d.delivered_at end,
      soft_bounced_at = case when v_fate = 'soft_bounced' then least(d.soft_bounced_at, v_at) else d.soft_bounced_at end,
      bounced_at = case when v_fate = 'bounced' then least(d.bounced_at, v_at) else d.bounced_at end,
      complained_at = case when v_fate = 'complained' then least(d.complained_at, v_at) else d.complained_at end,
      -- Whether it went out was not known; now it is.
      provider_id = coalesce(d.provider_id, p ->> 'emailId'),
      status = case when d.status = 'unknown' then 'sent' else d.status end,
      reason = case when d.status = 'unknown' then null else d.reason end
  where d.id = v_was.id
  returning * into v_is;

  if v_fate in ('bounced', 'complained', 'suppressed') then
    v_ended := public.suppress_mailbox(v_is, case when v_fate = 'complained' or p ->> 'detail' ~* 'complaint' then 'complaint' else 'bounce' end);
  elsif v_fate = 'soft_bounced' then
    perform public.pause_unreachable(v_is.subscriber_id);
  end if;
  v_sent_at := coalesce(v_is.settled_at, now());
  perform public.count_mails(v_sent_at, public.is_bulk(v_is.kind),
    (v_was.status = 'unknown')::int,
    (v_was.delivered_at is null and v_is.delivered_at is not null)::int,
    (coalesce(v_was.bounced_at, v_was.soft_bounced_at) is null and coalesce(v_is.bounced_at, v_is.soft_bounced_at) is not null)::int,
    (v_was.complained_at is null and v_is.complained_at is not null)::int);
  if v_fate <> 'delivered' and public.is_bulk(v_is.kind) then
    v_stopped := public.judge_sending(v_sent_at);
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'outcome', 'applied', 'kind', v_is.kind, 'fate', v_fate, 'skipped', jsonb_build_object('suppressed', v_ended), 'stopped', v_stopped));
end;
$function$;


-- batch_contents ------------------------------------------------------------------------------------------------------

-- migrations/20261130000210_held_mails.sql
CREATE OR REPLACE FUNCTION public.batch_contents(p_batch uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object(
    'id', d.id, 'kind', d.kind, 'period', d.period, 'requestId', d.request_id, 'progressId', d.progress_id,
    'createdAt', d.created_at, 'issuedAt', coalesce(d.issued_at, d.created_at),
    'lookedAt', d.looked_at, 'more', d.more, 'why', d.why,
    'about', case when d.kind <> 'digest' then d.about end, 'tier', coalesce(d.about ->> 'tier', s.tier),
    'addressChangeId', d.address_change_id,
    'recipient', case d.kind when 'address_confirmation' then c.email else s.email end,
    -- the subscriber's own mailbox is told where they want to go, in no more letters than it takes to know it again
    'newAddress', case d.kind when 'address_change' then public.masked(c.email) end,
    'subscriberId', s.id, 'email', s.email, 'name', s.name,
    'linkKeySealed', case d.kind when 'address_confirmation' then c.key_sealed else s.link_key_sealed end,
    'locale', s.locale, 'timeZone', s.time_zone, 'wishes', s.wishes,
    'matches', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'matchId', m.id, 'postingId', o.id, 'rank', m.rank, 'score', m.score, 'reasons', m.reasons, 'gaps', m.gaps,
        'title', o.title, 'company', o.company, 'url', o.url, 'source', o.source, 'locations', o.locations,
        'remote', o.remote, 'level', o.level, 'programme', o.programme, 'salary', o.salary,
        'postedAt', o.posted_at, 'checkedAt', m.checked_at, 'linkStatus', m.link_status,
        'firstSeenAt', o.first_seen_at, 'repostedAt', o.reposted_at,
        'sameCompany', m.same_company, 'sentence', m.sentence
      ) order by m.rank), '[]')
      from public.matches m join public.postings o on o.id = m.posting_id where m.delivery_id = d.id)
  ) order by d.id), '[]')
  from public.deliveries d
  join public.subscribers s on s.id = d.subscriber_id
  left join public.address_changes c on c.id = d.address_change_id
  where d.batch_id = p_batch);
end;
$function$;


-- batch_unwanted ------------------------------------------------------------------------------------------------------

-- migrations/20261122100500_mail_events.sql
CREATE OR REPLACE FUNCTION public.batch_unwanted(p_batch uuid)
 RETURNS numeric
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select avg(((public.is_bulk(d.kind) and s.status <> 'active') or (s.status = 'erasing' and d.kind <> 'erasure_receipt')
              or x.mailbox_hash is not null)::int)
  from public.deliveries d
  join public.subscribers s on s.id = d.subscriber_id
  left join public.suppressions x on x.mailbox_hash = public.mailbox_of(d) and x.reason <> 'erased'
  where d.batch_id = p_batch;
$function$;


-- begin_billing -------------------------------------------------------------------------------------------------------

-- migrations/20261130000200_held_welcome.sql
CREATE OR REPLACE FUNCTION public.begin_billing(p_subscriber uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers;
  v_known public.billing;
begin
  select * into v_row from public.subscribers
  where id = p_subscriber and status <> 'erasing' and erasure_asked_at is null for update;
  if not found then
    return null;
  end if;
  insert into public.billing as b (subscriber_id, ticket) values (v_row.id, 1)
  on conflict (subscriber_id) do update set ticket = b.ticket + 1
  returning * into v_known;
  return jsonb_build_object(
    'ticket', v_known.ticket, 'tier', v_row.tier, 'timeZone', v_row.time_zone, 'cadence', v_row.cadence,
    'due', v_row.next_digest_at, 'welcomeUntil', v_row.welcome_until, 'welcomedAt', public.welcomed_at(v_row.id),
    'heldWelcomeAt', public.held_welcome_at(v_row.id),
    'pausedUntil', v_row.paused_until, 'email', v_row.email, 'movedFrom', v_known.moved_from,
    'known', case when coalesce(v_known.synced_at, v_known.customer_deleted_at) is not null then jsonb_build_object(
      'customerId', v_known.customer_id, 'subscriptionId', v_known.subscription_id, 'plan', v_known.plan,
      'status', v_known.status, 'periodEnd', v_known.period_end, 'endsAt', v_known.ends_at,
      'pastDueSince', v_known.past_due_since, 'graceUntil', v_known.grace_until,
      'customerDeleted', v_known.customer_deleted_at is not null) end,
    'held', coalesce((select held from public.billing_checks where part = 'all' order by at desc limit 1), false));
end;
$function$;


-- begin_erasure -------------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.begin_erasure(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid := (p ->> 'subscriberId')::uuid;
  v_known public.billing;
begin
  update public.subscribers set erasure_asked_at = coalesce(erasure_asked_at, now())
  where id = v_id and link_key_sha256 = p ->> 'keyHash' and status <> 'erasing';
  if not found then
    return jsonb_build_object('outcome', 'gone');
  end if;
  -- From here on an event of theirs is a stranger's, however long Polar lets the rest wait.
  perform public.keep_buyers(array[v_id]);
  perform public.unsubscribe_subscriber(v_id);
  update public.email_verification_requests set consumed_at = now() where subscriber_id = v_id and consumed_at is null;
  update public.billing set asked_at = null, recheck_at = null where subscriber_id = v_id returning * into v_known;
  return jsonb_build_object(
    'outcome', 'ready',
    -- An event has told of them, a reading has found them, or they have been at a checkout.
    'atPolar', v_known.customer_deleted_at is null and (v_known.customer_id is not null or coalesce(v_known.asked, 0) > 0)
      or exists (select from public.billing_visits where subscriber_id = v_id and checkout_id is not null),
    'customerId', case when v_known.customer_deleted_at is null then v_known.customer_id end,
    'visits', (select coalesce(jsonb_agg(id order by created_at, id), '[]') from public.billing_visits
               where subscriber_id = v_id and created_at > now() - interval '24 hours'));
end;
$function$;


-- begin_matching ------------------------------------------------------------------------------------------------------

-- migrations/20261130000110_begin_matching_json.sql
CREATE OR REPLACE FUNCTION public.begin_matching(p_subscribers uuid[], p_period text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_skipped jsonb;
begin
  if p_period is not null then
    insert into public.deliveries (subscriber_id, kind, period, status)
    select s.id, 'digest', p_period, 'planned' from public.subscribers s
    where s.id = any (p_subscribers) and s.status = 'active'
    on conflict do nothing;
  end if;
  with why as (
    select d.id, coalesce(public.digest_obstacle(s), case when d.created_at < now() - interval '3 days' then 'too_late' end) as reason
    from public.owed_digests(p_subscribers) d join public.subscribers s on s.id = d.subscriber_id
  ), ended as (
    update public.deliveries d set status = 'skipped', reason = why.reason, settled_at = now()
    from why where d.id = why.id and why.reason is not null and d.status = 'planned' returning d.reason
  )
  select jsonb_object_agg(reason, count) into v_skipped
  from (select reason, count(*) from ended group by reason) counted;
  return jsonb_build_object('skipped', coalesce(v_skipped, '{}'), 'digests', (
    select coalesce(json_agg(public.digest_facts(s) || jsonb_build_object(
      'deliveryId', d.id, 'period', d.period, 'progressId', d.progress_id)
      order by array_position(p_subscribers, s.id), d.created_at), '[]')
    from public.owed_digests(p_subscribers) d join public.subscribers s on s.id = d.subscriber_id));
end;
$function$;


-- begin_visit ---------------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.begin_visit(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid := (p ->> 'id')::uuid;
  v_checkout boolean := p ->> 'to' = 'checkout';
  v_row public.subscribers;
  v_open public.billing_visits;
begin
  select * into v_row from public.subscribers
  where id = (p ->> 'subscriberId')::uuid and link_key_sha256 = p ->> 'keyHash' and status <> 'erasing'
    and erasure_asked_at is null for update;
  if not found or (v_checkout and v_row.status <> 'active')
     or exists (select from public.billing_visits where id = v_id and subscriber_id <> v_row.id) then
    return jsonb_build_object('outcome', 'gone');
  elsif v_checkout and (v_row.tier = 'premium' or exists (
    select from public.billing where subscriber_id = v_row.id and status in ('past_due', 'unpaid', 'paused'))) then
    return jsonb_build_object('outcome', case v_row.tier when 'premium' then 'unneeded' else 'owed' end);
  end if;

  select * into v_open from public.billing_visits v
  where v.subscriber_id = v_row.id and v.url_sealed is not null and v.expires_at > now() + interval '2 minutes'
    and (v.id = v_id or v_checkout and v.destination = 'checkout')
  order by v.created_at, v.id limit 1;
  if found then
    -- This one too is told when premium is on.
    insert into public.billing_visits (id, subscriber_id, destination, checkout_id, url_sealed, expires_at, settled_at)
    values (v_id, v_row.id, v_open.destination, v_open.checkout_id, v_open.url_sealed, v_open.expires_at, now())
    on conflict (id) do update
    set checkout_id = excluded.checkout_id, url_sealed = excluded.url_sealed, expires_at = excluded.expires_at,
        settled_at = coalesce(billing_visits.settled_at, excluded.settled_at), asking_since = null;
    return jsonb_build_object('outcome', 'open', 'checkoutId', v_open.checkout_id,
                              'urlSealed', v_open.url_sealed, 'expiresAt', v_open.expires_at);
  end if;
  select * into v_open from public.billing_visits v
  where v.subscriber_id = v_row.id and v_checkout and v.destination = 'checkout' and v.id <> v_id
    and v.asking_since > now() - interval '30 seconds'
  order by v.asking_since desc limit 1;
  if found then
    return jsonb_build_object('outcome', 'busy', 'visit', v_open.id);
  end if;

  insert into public.billing_visits (id, subscriber_id, destination, asking_since)
  values (v_id, v_row.id, p ->> 'to', now())
  on conflict (id) do update set asking_since = excluded.asking_since;
  -- What they do there may never be told.
  insert into public.billing as b (subscriber_id, recheck_at) values (v_row.id, now() + interval '3 minutes')
  on conflict (subscriber_id) do update set recheck_at = least(b.recheck_at, excluded.recheck_at);
  return jsonb_build_object('outcome', 'ask', 'email', v_row.email, 'locale', v_row.locale,
                            'customerId', (select customer_id from public.billing where subscriber_id = v_row.id));
end;
$function$;


-- billing_figures -----------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.billing_figures()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select (
    select jsonb_build_object(
      'premium', jsonb_build_object('monthly', count(*) filter (where plan = 'monthly' and premium),
                                    'quarterly', count(*) filter (where plan = 'quarterly' and premium)),
      'pastDue', count(*) filter (where status = 'past_due'), 'ending', count(*) filter (where ends_at is not null and premium))
    from (
      select plan, status, ends_at, status <> 'past_due' or coalesce(grace_until > now(), false) as premium
      from public.billing where status in ('trialing', 'active', 'past_due')) running
  ) || (
    select jsonb_build_object('waiting', count(distinct id), 'oldestWaitingAt', min(since)) from (
      select subscriber_id as id, asked_at as since from public.billing where asked_at is not null
      union all
      select subscriber_id, recheck_at from public.billing where recheck_at <= now()) waiting
  ) || (
    select jsonb_build_object('erasing', count(*), 'oldestErasureAt', min(erasure_asked_at))
    from public.subscribers where erasure_asked_at is not null
  ) || (
    select jsonb_build_object('undelivered', count(*)) from public.subscribers s
    where s.tier = 'premium' and s.erasure_asked_at is null
      and (s.status <> 'active' or exists (
        select from public.suppressions x where x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased'))
  ) || jsonb_build_object('check', jsonb_build_object(
    'at', latest.at, 'since', coalesce(latest.at, (select min(created_at) from public.billing)),
    'held', coalesce(latest.held, false), 'differing', coalesce(latest.differing, 0), 'unseen', coalesce(latest.unseen, 0),
    'strangers', coalesce(latest.strangers, 0), 'doubled', coalesce(latest.doubled, 0),
    'endpoint', told.endpoint, 'endpointAt', told.at))
  from (values (1)) one
  left join lateral (select * from public.billing_checks where part = 'all' order by at desc limit 1) latest on true
  left join lateral (select * from public.billing_checks where part = 'endpoint' order by at desc limit 1) told on true;
$function$;


-- billing_page --------------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql; the ingress calls it, as anon
CREATE OR REPLACE FUNCTION public.billing_page(p_subscriber uuid, p_key_hash text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'locale', s.locale, 'time_zone', s.time_zone, 'subscribed', s.status = 'active',
    'tier', s.tier, 'cadence', s.cadence, 'status', b.status, 'plan', b.plan, 'period_end', b.period_end,
    'ends_at', b.ends_at, 'grace_until', b.grace_until, 'customer', b.customer_id is not null and b.customer_deleted_at is null)
  from public.subscribers s left join public.billing b on b.subscriber_id = s.id
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash and s.erasure_asked_at is null;
$function$;


-- bury ----------------------------------------------------------------------------------------------------------------

-- migrations/20261123000200_dead_letters.sql
CREATE OR REPLACE FUNCTION public.bury(p_queue text, p_letters jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_new int;
begin
  insert into public.dead_letters (queue, job_id, payload, request_id, error, stack, attempts, failed_at, ids)
  select p_queue, l ->> 'jobId', l -> 'payload', l ->> 'requestId', l ->> 'error', l ->> 'stack', (l ->> 'attempts')::int,
         (l ->> 'failedAt')::timestamptz,
         array_remove(array[lower(l ->> 'jobId'), lower(l ->> 'requestId')], null) || public.uuids_in(l ->> 'payload')
  from jsonb_array_elements(p_letters) l
  on conflict do nothing;
  get diagnostics v_new = row_count;
  return v_new;
end;
$function$;


-- cache_search --------------------------------------------------------------------------------------------------------

-- migrations/20261122000300_searches.sql
CREATE OR REPLACE FUNCTION public.cache_search(p_key text, p_source text, p_result jsonb, p_ms integer)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into public.job_cache (key, source, result, expires_at)
  values (p_key, p_source, p_result, now() + p_ms * interval '1 millisecond')
  on conflict (key) do update
  set source = excluded.source, result = excluded.result, fetched_at = now(), expires_at = excluded.expires_at;
$function$;


-- cached_search -------------------------------------------------------------------------------------------------------

-- migrations/20261122000300_searches.sql
CREATE OR REPLACE FUNCTION public.cached_search(p_key text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select c.result from public.job_cache c where c.key = p_key and c.expires_at > now();
$function$;


-- catalogue_changes ---------------------------------------------------------------------------------------------------

-- migrations/20261201000300_catalogue_early.sql
CREATE OR REPLACE FUNCTION public.catalogue_changes(p_since timestamp with time zone, p_after uuid, p_limit integer)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET jit TO 'off'
 SET enable_sort TO 'off'
AS $function$
  select coalesce(json_agg(case
    when o.closed_at is not null then json_build_array(o.id, o.changed_at)
    else json_build_array(o.id, o.changed_at, o.title, o.company, o.source, o.locations, o.remote, o.level, o.programme,
      o.career_paths, o.occupation, o.languages, o.visa, o.salary, o.posted_at, greatest(o.first_seen_at, o.reposted_at),
      o.lang, o.link_status, o.quality,
      coalesce((select i.keys from public.posting_identities i where i.posting_id = o.id), '{}'),
      coalesce(o.confidence -> 'occupation', '0'), o.confidence -> 'early')
    end order by o.changed_at, o.id), '[]')
  from (
    (select * from public.postings where closed_at is null and (changed_at, id) > (p_since, p_after)
     order by changed_at, id limit p_limit)
    union all
    (select * from public.postings
     where closed_at is not null and p_since > '-infinity' and (changed_at, id) > (p_since, p_after)
       and changed_at > now() - interval '30 days'
     order by changed_at, id limit p_limit)
    order by changed_at, id limit p_limit
  ) o;
$function$;


-- catalogue_starts ----------------------------------------------------------------------------------------------------

-- migrations/20261129000300_catalogue_open.sql
CREATE OR REPLACE FUNCTION public.catalogue_starts(p_limit integer)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET jit TO 'off'
AS $function$
  select coalesce(json_agg(json_build_array(o.changed_at, o.id) order by o.changed_at, o.id), '[]')
  from (
    select changed_at, id, row_number() over (order by changed_at, id) as place
    from (
      select changed_at, id from public.postings where closed_at is null
      union all
      select changed_at, id from public.postings where closed_at is not null and changed_at > now() - interval '30 days'
    ) p
  ) o
  where o.place % p_limit = 0;
$function$;


-- claim_deliveries ----------------------------------------------------------------------------------------------------

-- migrations/20261130000210_held_mails.sql
CREATE OR REPLACE FUNCTION public.claim_deliveries(p_ids uuid[], p_lease_seconds integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_batch public.email_batches;
  v_batches uuid[] := '{}';
  v_busy timestamptz;
  v_new uuid;
  v_skipped jsonb;
  v_lease timestamptz := now() + make_interval(secs => p_lease_seconds);
begin
  v_skipped := public.skip_unwanted(p_ids);
  for v_batch in
    select b.* from public.email_batches b
    where b.status = 'open' and b.id in (select d.batch_id from public.deliveries d where d.id = any (p_ids) and d.status = 'sending')
    order by b.id for update
  loop
    if v_batch.lease_until > now() then
      v_busy := greatest(v_busy, v_batch.lease_until);
    elsif v_batch.created_at < now() - interval '23 hours' then
      perform public.settle_batch(v_batch.id, 'unknown', '{}', 'not settled within the life of its idempotency key');
    elsif public.batch_unwanted(v_batch.id) > (case when v_batch.created_at < now() - interval '10 minutes' then 0 else 0.99 end) then
      -- Somebody in it must not get it any more, and it may have gone out to all. For minutes the others come first,
      -- since the vendor has most likely seen it; then nobody gets it.
      perform public.settle_batch(v_batch.id, 'unknown', '{}', 'left or suppressed before the sending was settled');
    else
      -- Nothing is left that an erased person's mail could be composed of. If it went out, the vendor refuses the rest as
      -- another request under this key; if not, the others get theirs. So too with who has moved or got a new link key:
      -- theirs is composed anew, and the vendor takes it only if it has seen none.
      update public.deliveries d
      set status = 'unknown', reason = 'erased before the sending was settled', settled_at = now(), batch_id = null
      from public.subscribers s
      where d.batch_id = v_batch.id and s.id = d.subscriber_id and s.status = 'erasing' and d.kind <> 'erasure_receipt';
      -- The sender before may have reached the vendor, unless it said otherwise by release_batch.
      update public.email_batches set lease_until = v_lease, maybe_sent = true where id = v_batch.id;
      v_batches := v_batches || v_batch.id;
    end if;
  end loop;

  if public.sending_is_stopped() then
    update public.deliveries set not_before = now() + interval '10 minutes'
    where id = any (p_ids) and status = 'pending' and public.is_bulk(kind) and coalesce(not_before, now()) <= now();
  end if;
  v_busy := greatest(v_busy, (select max(not_before) from public.deliveries where id = any (p_ids) and status = 'pending'));
  if exists (select from public.deliveries where id = any (p_ids) and status = 'pending') then
    insert into public.email_batches (lease_until) values (v_lease) returning id into v_new;
    with mine as (
      select id from public.deliveries where id = any (p_ids) and status = 'pending' and coalesce(not_before, now()) <= now()
      order by id limit 100 for update skip locked
    )
    update public.deliveries d
    set status = 'sending', batch_id = v_new, issued_at = case when d.created_at < now() - interval '1 hour' then now() end
    from mine where d.id = mine.id;
    if found then
      perform public.renew_links(v_new);
      v_batches := v_batches || v_new;
    else
      delete from public.email_batches where id = v_new;
    end if;
  end if;

  return jsonb_build_object(
    'skipped', v_skipped,
    'batches', (
      select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'maybeSent', b.maybe_sent, 'items', public.batch_contents(b.id))), '[]')
      from public.email_batches b where b.id = any (v_batches)),
    'busyMs', coalesce(greatest(0, ceil(extract(epoch from v_busy - now()) * 1000)), 0));
end;
$function$;


-- claim_due -----------------------------------------------------------------------------------------------------------

-- migrations/20261128000500_welcome_left.sql
CREATE OR REPLACE FUNCTION public.claim_due(p_limit integer)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  with due as (
    select id from public.subscribers
    where status = 'active' and next_digest_at <= now() and (plan_claimed_until is null or plan_claimed_until < now())
    order by next_digest_at limit p_limit for update skip locked
  ), claimed as (
    update public.subscribers s set plan_claimed_until = now() + interval '15 seconds'
    from due where s.id = due.id
    returning s.id, s.next_digest_at, s.time_zone, s.cadence, s.tier, s.welcome_until
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', id, 'due', next_digest_at, 'timeZone', time_zone, 'cadence', cadence, 'tier', tier,
    'welcomeUntil', welcome_until, 'welcomedAt', public.held_welcome_at(id))), '[]')
  from claimed;
$function$;


-- close_postings ------------------------------------------------------------------------------------------------------

-- migrations/20261130000400_two_crawls.sql
CREATE OR REPLACE FUNCTION public.close_postings(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_closed int;
begin
  with runs as materialized (
    -- one key, or the planner compares every sighting of a source with all its targets
    select source || '/' || target as of, max(started_at) as answered_at, array_agg(started_at order by started_at desc)
      -- rows that could not be read are there all the same
      filter (where complete and rejected * 5 <= seen) as whole
    from public.source_runs where status = 'done' and seen > 0 group by 1
  ), quiet as (
    select id, valid_through < now() as ended, checked_at < now() - interval '30 days' as forgotten,
           coalesce(posted_at, first_seen_at) < now() - interval '30 days' as aged
    from public.postings
    where closed_at is null and (valid_through < now() or checked_at < now() - interval '48 hours')
  ), sought as (
    select s.posting_id, t = s.target as latest, r.whole is null as never_whole,
           coalesce(r.whole[1] > s.last_seen_at + interval '48 hours' and r.whole[2] > s.last_seen_at, false) as missed,
           coalesce(r.answered_at > s.last_seen_at + interval '48 hours', false) as answered
    from quiet q join public.sightings s on s.posting_id = q.id
    cross join unnest(s.also_in || s.target) t
    left join runs r on r.of = s.source || '/' || t
  ), judged as (
    -- A target that can be seen whole is judged by that alone: its parts do not show the old.
    select posting_id, bool_and(missed) as missed,
           bool_and(missed or never_whole and (answered or not latest)) as answered
    from sought group by posting_id
  ), over as (
    select q.id, case
      when q.ended then 'expired'
      when j.missed then 'unseen'
      when q.forgotten or q.aged and j.answered then 'old'
    end as reason
    from quiet q left join judged j on j.posting_id = q.id
  ), chosen as (
    select id, reason from over where reason is not null limit p_limit
  )
  update public.postings o set closed_at = now(), closed_reason = chosen.reason, changed_at = clock_timestamp()
  from chosen where o.id = chosen.id;
  get diagnostics v_closed = row_count;
  return v_closed;
end;
$function$;


-- compare_billing -----------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.compare_billing(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_run timestamptz := p ->> 'run';
  v_told jsonb := (
    select jsonb_agg(r || jsonb_build_object('id', public.known_at_polar(r)))
    from jsonb_array_elements(p -> 'rows') r);
  v_found jsonb;
begin
  -- In one order: runs that overlap wait for each other. The one function that locks these without the people's rows, which
  -- it therefore must not lock after them.
  perform from public.billing b
  where b.subscriber_id in (select (r ->> 'id')::uuid from jsonb_array_elements(v_told) r)
  order by b.subscriber_id for update;
  with told as (
    select r.id, r."subscriptionId" as subscription_id, r.plan, r.status,
           r."endsAt" as ends_at, r."periodEnd" as period_end
    from jsonb_to_recordset(v_told) as r(id uuid, "subscriptionId" uuid, plan text, status text,
                                              "endsAt" timestamptz, "periodEnd" timestamptz)
  ), seen as (
    update public.billing b set seen_at = v_run from told t
    where b.subscriber_id = t.id and b.subscription_id = t.subscription_id
  ), judged as (
    select t.id, s.id is null and t.plan is not null as stranger,
      s.erasure_asked_at is null and b.asked_at is null and coalesce(b.synced_at < v_run, true)
      and case when b.subscription_id = t.subscription_id
        then (t.plan, t.status, t.ends_at, t.period_end) is distinct from (b.plan, b.status, b.ends_at, b.period_end)
          or (s.tier = 'premium') <> (t.status in ('trialing', 'active') or coalesce(b.grace_until > now(), false))
        else s.tier = 'free' and t.plan is not null and (t.status <> 'past_due' or b.status is distinct from 'past_due')
      end as differs
    from told t
    left join public.subscribers s on s.id = t.id and s.status <> 'erasing'
    left join public.billing b on b.subscriber_id = s.id
  )
  select jsonb_build_object('differing', coalesce(jsonb_agg(distinct id) filter (where differs), '[]'),
                            'strangers', count(*) filter (where stranger))
  into v_found from judged;
  return v_found;
end;
$function$;


-- confirm_address -----------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.confirm_address(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_change public.address_changes;
  v_row public.subscribers;
  v_delivery uuid;
begin
  select s.* into v_row from public.subscribers s
  where s.id = (select subscriber_id from public.address_changes where id = (p ->> 'changeId')::uuid)
    and s.status = 'active' for update;
  select * into v_change from public.address_changes where id = (p ->> 'changeId')::uuid;
  if v_row.id is null or public.address_key(v_change, p ->> 'side') is distinct from p ->> 'keyHash' then
    return jsonb_build_object('outcome', 'expired');
  end if;
  update public.address_changes
  set old_confirmed_at = case when p ->> 'side' = 'old' then coalesce(old_confirmed_at, now()) else old_confirmed_at end,
      new_confirmed_at = case when p ->> 'side' = 'new' then coalesce(new_confirmed_at, now()) else new_confirmed_at end
  where id = (p ->> 'changeId')::uuid and applied_at is null and expires_at > now()
  returning * into v_change;
  if not found then
    return jsonb_build_object('outcome', 'expired');
  elsif v_change.old_confirmed_at is null or v_change.new_confirmed_at is null then
    return jsonb_build_object('outcome', 'waiting');
  elsif not public.address_is_free(v_row.id, v_change.email, v_change.mailbox_hash) then
    update public.address_changes set expires_at = now() where id = v_change.id;
    return jsonb_build_object('outcome', 'expired');
  end if;

  -- Whoever typed that address and never confirmed it has no claim to it.
  perform public.forget_subscribers(array(
    select id from public.subscribers
    where (email = v_change.email or mailbox_hash = v_change.mailbox_hash) and id <> v_row.id for update));
  update public.billing
  set moved_from = moved_from || v_row.mailbox_hash, recheck_at = now()
  where subscriber_id = v_row.id and customer_deleted_at is null;
  update public.subscribers
  set email = v_change.email, mailbox_hash = v_change.mailbox_hash, link_key_sealed = p ->> 'linkKeySealed',
      link_key_sha256 = p ->> 'linkKeySha256', link_key_at = now(), last_sign_at = now(), updated_at = now()
  where id = v_row.id;
  delete from public.suppressions where mailbox_hash = v_change.mailbox_hash and reason = 'erased';
  update public.address_changes set applied_at = now() where id = v_change.id;
  insert into public.deliveries (subscriber_id, kind, period, status)
  values (v_row.id, 'links', 'address-' || v_change.id, 'pending') returning id into v_delivery;
  return jsonb_build_object('outcome', 'moved', 'deliveryId', v_delivery);
end;
$function$;


-- confirm_subscriber --------------------------------------------------------------------------------------------------

-- migrations/20261122100300_life_cycle.sql
CREATE OR REPLACE FUNCTION public.confirm_subscriber(p_request uuid, p_next_digest_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_request public.email_verification_requests;
  v_row public.subscribers;
  v_welcomes int;
begin
  -- The person's row is the lock for all their requests, so that two of them wait instead of deadlocking.
  select s.* into v_row from public.subscribers s
  where s.id = (select r.subscriber_id from public.email_verification_requests r where r.id = p_request) for update;
  select * into v_request from public.email_verification_requests where id = p_request;
  if not found then
    return jsonb_build_object('outcome', 'expired');
  end if;
  if v_row.status = 'active' then
    return jsonb_build_object('outcome', 'already', 'subscriberId', v_row.id, 'progressId', v_row.progress_id);
  end if;
  if v_request.consumed_at is not null or v_request.expires_at <= now() then
    return jsonb_build_object('outcome', 'expired');
  end if;

  -- The other open ones too: an older mail must not bring back somebody who has left since.
  update public.email_verification_requests set consumed_at = now()
  where subscriber_id = v_row.id and consumed_at is null;
  update public.subscribers
  set status = 'active', verified_at = now(), last_sign_at = now(), unsubscribed_at = null, updated_at = now(),
      next_digest_at = p_next_digest_at, plan_claimed_until = null
  where id = v_row.id;
  update public.consents set confirmed_at = now()
  where subscriber_id = v_row.id and confirmed_at is null and withdrawn_at is null;
  -- Who left and comes back by a fresh link consents by confirming, to the wording they know.
  insert into public.consents (subscriber_id, signup_id, wording, given_at, confirmed_at)
  select c.subscriber_id, p_request::text, c.wording, now(), now() from public.consents c
  where c.subscriber_id = v_row.id
    and not exists (select from public.consents o where o.subscriber_id = v_row.id and o.withdrawn_at is null)
  order by c.given_at desc limit 1;
  delete from public.suppressions where mailbox_hash = v_row.mailbox_hash and reason = 'erased';

  select count(*) into v_welcomes from public.deliveries d
  where d.subscriber_id = v_row.id and d.kind = 'digest' and d.period like 'welcome%';
  insert into public.deliveries (subscriber_id, kind, period, status, progress_id)
  values (v_row.id, 'digest', 'welcome' || case when v_welcomes > 0 then '-' || v_welcomes + 1 else '' end,
          'planned', v_row.progress_id);
  return jsonb_build_object('outcome', 'confirmed', 'subscriberId', v_row.id, 'progressId', v_row.progress_id);
end;
$function$;


-- count_mails ---------------------------------------------------------------------------------------------------------

-- migrations/20261122100500_mail_events.sql
CREATE OR REPLACE FUNCTION public.count_mails(p_at timestamp with time zone, p_bulk boolean, p_accepted integer, p_delivered integer DEFAULT 0, p_bounced integer DEFAULT 0, p_complained integer DEFAULT 0)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into public.mail_figures as f (slot, bulk, accepted, delivered, bounced, complained)
  values (date_bin('10 minutes', p_at, '2000-01-01'), p_bulk, p_accepted, p_delivered, p_bounced, p_complained)
  on conflict (slot, bulk) do update
  set accepted = f.accepted + excluded.accepted, delivered = f.delivered + excluded.delivered,
      bounced = f.bounced + excluded.bounced, complained = f.complained + excluded.complained;
$function$;


-- customer_forgotten --------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.customer_forgotten(p_subscriber uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.billing set customer_deleted_at = coalesce(customer_deleted_at, now()) where subscriber_id = p_subscriber;
$function$;


-- dead_letter ---------------------------------------------------------------------------------------------------------

-- migrations/20261123000300_operators.sql
CREATE OR REPLACE FUNCTION public.dead_letter(p_queue text, p_job text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'payload', l.payload, 'requestId', l.request_id, 'error', l.error, 'stack', l.stack, 'attempts', l.attempts,
    'failedAt', l.failed_at, 'redrivenAt', l.redriven_at, 'redrivenBy', l.redriven_by)
  from public.dead_letters l
  where l.ids @> array[lower(p_job)] and l.queue = p_queue and l.job_id = p_job
  order by l.failed_at desc limit 1;
$function$;


-- dead_letter_counts --------------------------------------------------------------------------------------------------

-- migrations/20261123000200_dead_letters.sql
CREATE OR REPLACE FUNCTION public.dead_letter_counts()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_object_agg(queue, n), '{}')
  from (select queue, count(*) as n from public.dead_letters where redriven_at is null and payload is not null group by queue) counted;
$function$;


-- dead_letters_of -----------------------------------------------------------------------------------------------------

-- migrations/20261123000200_dead_letters.sql
CREATE OR REPLACE FUNCTION public.dead_letters_of(p jsonb, p_from bigint, p_limit integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', l.id, 'jobId', l.job_id, 'payload', l.payload, 'requestId', l.request_id,
    'failedAt', (extract(epoch from l.failed_at) * 1000)::bigint) order by l.id), '[]')
  from (
    select * from public.dead_letters
    where queue = p ->> 'queue' and redriven_at is null and payload is not null and id > p_from
      and (not p ? 'after' or failed_at >= (p ->> 'after')::timestamptz)
      and (not p ? 'before' or failed_at < (p ->> 'before')::timestamptz)
      and (not p ? 'error' or strpos(lower(error), lower(p ->> 'error')) > 0)
      and (not p ? 'jobIds' or job_id in (select jsonb_array_elements_text(p -> 'jobIds')))
    order by id limit p_limit) l;
$function$;


-- detach_subscribers --------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.detach_subscribers(p_ids uuid[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.subscribers
  set email = id::text, mailbox_hash = id::text, name = null, erasure_asked_at = coalesce(erasure_asked_at, now())
  where id = any (p_ids);
  update public.deliveries set status = 'skipped', reason = 'unsubscribed', settled_at = now()
  where subscriber_id = any (p_ids) and status in ('planned', 'pending');
  -- Nothing is left that it could be composed of; the others of its request go out without it, as in claim_deliveries.
  update public.deliveries
  set status = 'unknown', reason = 'erased before the sending was settled', settled_at = now(), batch_id = null
  where subscriber_id = any (p_ids) and status = 'sending';
$function$;


-- digest_facts --------------------------------------------------------------------------------------------------------

-- migrations/20261123000300_operators.sql
CREATE OR REPLACE FUNCTION public.digest_facts(s subscribers)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'subscriberId', s.id, 'tier', s.tier, 'cadence', s.cadence, 'timeZone', s.time_zone, 'locale', s.locale,
    'wishes', s.wishes, 'excludedCompanies', s.excluded_companies, 'minScore', s.min_score,
    'verdicts', public.verdicts_of(s),
    'matchedBefore', (select coalesce(jsonb_agg(m.posting_id), '[]') from public.matches m where m.subscriber_id = s.id));
$function$;


-- digest_obstacle -----------------------------------------------------------------------------------------------------

-- migrations/20261123000300_operators.sql
CREATE OR REPLACE FUNCTION public.digest_obstacle(s subscribers)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select case
    when s.status <> 'active' then 'unsubscribed'
    when exists (select from public.suppressions x where x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased')
      then 'suppressed'
    when s.paused_until > now() then 'paused'
  end;
$function$;


-- digest_rhythm -------------------------------------------------------------------------------------------------------

-- migrations/20261130000200_held_welcome.sql
CREATE OR REPLACE FUNCTION public.digest_rhythm(p_subscriber uuid, p_key_hash text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object('timeZone', s.time_zone, 'cadence', s.cadence, 'tier', s.tier, 'due', s.next_digest_at,
                            'welcomeUntil', s.welcome_until, 'welcomedAt', public.welcomed_at(s.id),
                            'heldWelcomeAt', public.held_welcome_at(s.id),
                            'pausedUntil', s.paused_until, 'askedAt', s.preferences_asked_at)
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash and s.status = 'active';
$function$;


-- dissolve_batch ------------------------------------------------------------------------------------------------------

-- migrations/20261121000700_email_functions.sql
CREATE OR REPLACE FUNCTION public.dissolve_batch(p_batch uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update public.email_batches set status = 'dissolved', settled_at = now(), lease_until = null
  where id = p_batch and status = 'open' and not maybe_sent;
  if found then
    update public.deliveries set status = 'pending', batch_id = null where batch_id = p_batch and status = 'sending';
  end if;
end;
$function$;


-- drop_visit ----------------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.drop_visit(p_id uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  delete from public.billing_visits v using public.billing_visits d
  where d.id = p_id and (v.id = d.id or v.subscriber_id = d.subscriber_id and v.checkout_id = d.checkout_id);
$function$;


-- due_targets ---------------------------------------------------------------------------------------------------------

-- migrations/20261122000100_supply_targets.sql
CREATE OR REPLACE FUNCTION public.due_targets(p_source text, p_targets text[], p_poll_seconds integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('target', w.target, 'askedAt', t.asked_at, 'doneAt', t.done_at,
    -- an hour early, as the clock comes late
    'complete', coalesce(t.complete_at < now() - interval '23 hours', true)) order by w.place), '[]')
  from unnest(p_targets) with ordinality w(target, place)
  left join public.source_targets t on t.source = p_source and t.target = w.target
  where coalesce(t.asked_at <= now() - make_interval(secs => p_poll_seconds), true)
    and coalesce(t.parked_until <= now(), true);
$function$;


-- end_address_changes -------------------------------------------------------------------------------------------------

-- migrations/20261122100310_own_data.sql
CREATE OR REPLACE FUNCTION public.end_address_changes(p_subscribers uuid[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  with ended as (
    update public.address_changes set expires_at = now()
    where subscriber_id = any (p_subscribers) and applied_at is null and expires_at > now() returning id
  )
  update public.deliveries d set status = 'skipped', reason = 'superseded', settled_at = now()
  from ended where d.address_change_id = ended.id and d.status = 'pending';
$function$;


-- end_lost_runs -------------------------------------------------------------------------------------------------------

-- migrations/20261122100310_own_data.sql
CREATE OR REPLACE FUNCTION public.end_lost_runs()
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_ended int;
begin
  update public.source_runs set status = 'failed', error = 'never finished', finished_at = now()
  where status = 'running' and started_at < now() - interval '6 hours';
  get diagnostics v_ended = row_count;
  return v_ended;
end;
$function$;


-- erase_subscriber ----------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.erase_subscriber(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers;
  v_new uuid;
  v_delivery uuid;
begin
  select * into v_row from public.subscribers
  where id = (p ->> 'subscriberId')::uuid and link_key_sha256 = p ->> 'keyHash' and status <> 'erasing' for update;
  if not found then
    return jsonb_build_object();
  end if;
  if v_row.email = v_row.id::text then
    -- Detached: whoever has the address now is not told.
    perform public.forget_subscribers(array[v_row.id]);
    return jsonb_build_object();
  end if;
  insert into public.suppressions (mailbox_hash, reason) values (v_row.mailbox_hash, 'erased') on conflict do nothing;
  update public.subscribers set email = id::text, mailbox_hash = id::text where id = v_row.id;
  insert into public.subscribers (email, mailbox_hash, locale, status, wishes, cadence, time_zone, link_key_sealed, link_key_sha256)
  values (v_row.email, v_row.mailbox_hash, v_row.locale, 'erasing', '{}', 'weekly', 'UTC', p ->> 'linkKeySealed', p ->> 'linkKeySha256')
  returning id into v_new;
  -- somebody else's that lead here
  delete from public.address_changes where email = v_row.email or mailbox_hash = v_row.mailbox_hash;
  -- A mail that is on its way keeps its place in its request until that is settled; nothing is left in it.
  delete from public.matches where subscriber_id = v_row.id;
  update public.deliveries
  set subscriber_id = v_new, request_id = null, progress_id = null, address_change_id = null, looked_at = null, more = null,
      why = null, about = null
  where subscriber_id = v_row.id and status = 'sending';
  perform public.forget_subscribers(array[v_row.id]);
  insert into public.deliveries (subscriber_id, kind, period, status) values (v_new, 'erasure_receipt', 'once', 'pending')
  returning id into v_delivery;
  return jsonb_build_object('deliveryId', v_delivery);
end;
$function$;


-- everything_about ----------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.everything_about(p_subscriber uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers;
begin
  select * into v_row from public.subscribers where id = p_subscriber;
  if not found then
    return null;
  end if;
  return jsonb_build_object(
    'exported_at', now(),
    'subscribers', jsonb_build_array(to_jsonb(v_row) - 'link_key_sealed' - 'link_key_sha256'),
    'consents', (select coalesce(jsonb_agg(to_jsonb(c) order by c.given_at, c.id), '[]')
      from public.consents c where c.subscriber_id = v_row.id),
    'email_verification_requests', (select coalesce(jsonb_agg(to_jsonb(r) order by r.created_at, r.id), '[]')
      from public.email_verification_requests r where r.subscriber_id = v_row.id),
    'address_changes', (select coalesce(jsonb_agg(to_jsonb(a) - 'key_sealed' - 'key_sha256' order by a.requested_at, a.id), '[]')
      from public.address_changes a where a.subscriber_id = v_row.id),
    'deliveries', (select coalesce(jsonb_agg(to_jsonb(d) order by d.created_at, d.id), '[]')
      from public.deliveries d where d.subscriber_id = v_row.id),
    'matches', (select coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object(
        'posting', jsonb_build_object('title', o.title, 'company', o.company, 'url', o.url)) order by m.created_at, m.rank), '[]')
      from public.matches m left join public.postings o on o.id = m.posting_id where m.subscriber_id = v_row.id),
    'verdicts', (select coalesce(jsonb_agg(to_jsonb(v) order by v.at, v.match_id), '[]')
      from public.verdicts v where v.subscriber_id = v_row.id),
    'suppressions', (select coalesce(jsonb_agg(to_jsonb(x)), '[]')
      from public.suppressions x where x.mailbox_hash = v_row.mailbox_hash),
    'billing', (select coalesce(jsonb_agg(to_jsonb(b)), '[]') from public.billing b where b.subscriber_id = v_row.id),
    'billing_visits', (select coalesce(jsonb_agg(to_jsonb(v) - 'url_sealed' order by v.created_at, v.id), '[]')
      from public.billing_visits v where v.subscriber_id = v_row.id),
    'webhook_events', (select coalesce(jsonb_agg(to_jsonb(e) order by e.received_at, e.event_id), '[]') from (
        select e.* from public.deliveries d
        join public.webhook_events e on e.source = 'resend' and e.data ->> 'email_id' = d.provider_id
        where d.subscriber_id = v_row.id and d.provider_id is not null
        union all
        select * from public.webhook_events where source = 'polar' and data ->> 'subscriber_id' = v_row.id::text) e),
    'dead_letters', (select coalesce(jsonb_agg(to_jsonb(l) - 'payload' - 'stack' - 'ids' order by l.failed_at, l.id), '[]')
      from public.dead_letters l where l.ids @> array[v_row.id::text]));
end;
$function$;


-- fail_run ------------------------------------------------------------------------------------------------------------

-- migrations/20261121000800_supply_functions.sql
CREATE OR REPLACE FUNCTION public.fail_run(p_source text, p_target text, p_error text, p_run uuid DEFAULT NULL::uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update public.source_runs set status = 'failed', error = p_error, finished_at = now()
  where id = p_run and status = 'running';
  if not found and p_run is null then
    insert into public.source_runs (source, target, status, error, finished_at)
    values (p_source, p_target, 'failed', p_error, now());
  end if;
end;
$function$;


-- figures_now ---------------------------------------------------------------------------------------------------------

-- migrations/20261123000100_figures.sql
CREATE OR REPLACE FUNCTION public.figures_now(p_sources text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_stop public.sending_stops;
begin
  select * into v_stop from public.sending_stops where resumed_at is null;
  return jsonb_build_object(
    'delivering', (
      select jsonb_build_object('dueNow', count(*), 'oldestDueAt', min(next_digest_at))
      from public.subscribers where status = 'active' and next_digest_at <= now()
    ) || jsonb_build_object(
      -- What an operator's word or the vendor holds up is not late by us.
      'owedSince', (
        select created_at from public.deliveries
        where settled_at is null and coalesce(not_before <= now(), true)
          and not (v_stop.id is not null and status = 'pending' and public.is_bulk(kind))
        order by created_at limit 1),
      'stopped', case when v_stop.id is not null
        then jsonb_build_object('reason', v_stop.reason, 'since', v_stop.since) end),
    'newestPostingAt', (select max(first_seen_at) from public.postings where closed_at is null),
    'deadLetters', public.dead_letter_counts(),
    'bySource', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.source), '[]') from (
        -- What nobody has asked for since a parked one would have come back is nobody's target any more.
        select n.source, count(*) filter (where t.asked) as targets,
               count(*) filter (where t.asked and t.failures_in_row > 0 and coalesce(t.parked_until <= now(), true)) as failing,
               count(*) filter (where t.asked and t.parked_until > now()) as parked, max(t.done_at) as "lastSuccessAt"
        from unnest(p_sources) n(source)
        left join (select *, asked_at > now() - interval '8 days' as asked from public.source_targets) t using (source)
        group by n.source) s),
    'worst', (
      select coalesce(jsonb_agg(to_jsonb(w)), '[]') from (
        select source, target, error, failures_in_row as "failuresInRow", done_at as "lastSuccessAt"
        from public.source_targets
        where failures_in_row > 0 and source = any (p_sources) and asked_at > now() - interval '8 days'
        order by failures_in_row desc, done_at nulls first, source, target limit 20) w),
    'mail', (
      select jsonb_build_object('accepted', coalesce(sum(accepted), 0), 'delivered', coalesce(sum(delivered), 0),
                                'bounced', coalesce(sum(bounced), 0), 'complained', coalesce(sum(complained), 0))
      from public.mail_figures where slot > now() - interval '24 hours'),
    'migration', (select max(version) from supabase_migrations.schema_migrations));
end;
$function$;


-- figures_of_day ------------------------------------------------------------------------------------------------------

-- migrations/20261130000150_figures_open.sql
CREATE OR REPLACE FUNCTION public.figures_of_day()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with mails as materialized (
    select kind, status, reason, coalesce(fate in ('bounced', 'soft_bounced'), false) as returned, count(*) as n
    from public.deliveries where created_at > now() - interval '24 hours' group by 1, 2, 3, 4
  ), tables as (
    select c.relname as name, case when c.reltuples < 0 then pg_stat_get_live_tuples(c.oid) else c.reltuples::bigint end as rows,
           pg_total_relation_size(c.oid) as bytes
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  )
  select jsonb_build_object(
    'delivering', (
      select jsonb_build_object(
        'eligible', coalesce(sum(n) filter (where status <> 'skipped'), 0),
        'delivered', coalesce(sum(n) filter (where status = 'sent' and not returned), 0),
        'planned', coalesce(sum(n) filter (where status = 'planned'), 0),
        'pending', coalesce(sum(n) filter (where status in ('pending', 'sending')), 0),
        'failed', coalesce(sum(n) filter (where status = 'failed'), 0),
        'unknown', coalesce(sum(n) filter (where status = 'unknown'), 0))
      from mails where kind = 'digest'),
    'skipped', (
      select coalesce(jsonb_object_agg(reason, n), '{}')
      from (select coalesce(reason, 'other') as reason, sum(n) as n from mails
            where kind = 'digest' and status = 'skipped' group by 1) s),
    'byKind', (
      select coalesce(jsonb_object_agg(kind, n), '{}')
      from (select kind, sum(n) as n from mails where status = 'sent' group by 1) k),
    'people', (
      select jsonb_build_object(
        'signups', count(*) filter (where created_at > now() - interval '24 hours'),
        'verified', count(*) filter (where verified_at > now() - interval '24 hours'),
        'active', count(*) filter (where status = 'active'),
        'unsubscribed', count(*) filter (where unsubscribed_at > now() - interval '24 hours'),
        'pausedNow', count(*) filter (where status = 'active' and paused_until > now()),
        'erased', (select count(*) from public.suppressions
                   where reason = 'erased' and created_at > now() - interval '24 hours'))
      from public.subscribers),
    'openPostings', (
      select case when i.reltuples > 50000 then i.reltuples::bigint
                  else (select count(*) from public.postings where closed_at is null) end
      from pg_class i where i.oid = 'public.postings_open_since'::regclass),
    'bytes', pg_database_size(current_database()),
    'tables', (select jsonb_agg(to_jsonb(t) order by t.bytes desc, t.name) from tables t));
$function$;


-- finish_erasures -----------------------------------------------------------------------------------------------------

-- migrations/20261122100310_own_data.sql
CREATE OR REPLACE FUNCTION public.finish_erasures(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_done uuid[] := array(
    select s.id from public.subscribers s
    where s.status = 'erasing' and (
      s.created_at < now() - interval '24 hours'
      or not exists (select from public.deliveries d where d.subscriber_id = s.id and d.settled_at is null))
    order by s.created_at limit p_limit for update skip locked);
begin
  delete from public.address_changes a using public.subscribers s
  where s.id = any (v_done) and (a.email = s.email or a.mailbox_hash = s.mailbox_hash);
  return public.forget_subscribers(v_done);
end;
$function$;


-- folded_words --------------------------------------------------------------------------------------------------------

-- migrations/20261122000300_searches.sql
CREATE OR REPLACE FUNCTION public.folded_words(p_text text)
 RETURNS tsvector
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
 SET search_path TO ''
AS $function$
  select to_tsvector('pg_catalog.simple', regexp_replace(translate(
    replace(replace(replace(replace(replace(
      regexp_replace(normalize(lower(p_text), nfkd), '[\u0300-\u036f]', '', 'g'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'c++', 'cp'),
    'øłđðıħŋ''’`´', 'olddihn'), '[!-/:-@\[-`{-~–—…·•«»“”„]+', ' ', 'g'));
$function$;


-- forget_all_keys -----------------------------------------------------------------------------------------------------

-- migrations/20261122000700_posting_keys.sql
CREATE OR REPLACE FUNCTION public.forget_all_keys()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  truncate public.posting_keys;
  return null;
end;
$function$;


-- forget_keys ---------------------------------------------------------------------------------------------------------

-- migrations/20261122000700_posting_keys.sql
CREATE OR REPLACE FUNCTION public.forget_keys()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  delete from public.posting_keys where key = any (old.keys) and seq = old.seq;
  return null;
end;
$function$;


-- forget_left ---------------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.forget_left(p_ids uuid[])
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_known uuid[] := array(select subscriber_id from public.billing
                          where subscriber_id = any (p_ids) and customer_id is not null and customer_deleted_at is null);
begin
  perform public.detach_subscribers(v_known);
  return cardinality(v_known) + public.forget_subscribers(array(select unnest(p_ids) except select unnest(v_known)));
end;
$function$;


-- forget_link ---------------------------------------------------------------------------------------------------------

-- migrations/20261122000200_posting_life.sql
CREATE OR REPLACE FUNCTION public.forget_link()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.link_status := null;
  new.link_checked_at := null;
  new.link_reason := null;
  return new;
end;
$function$;


-- forget_subscribers --------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.forget_subscribers(p_ids uuid[])
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_gone int;
begin
  -- The person before the event, as apply_mail_event locks them.
  perform from public.subscribers where id = any (p_ids) order by id for update;
  delete from public.webhook_events e using public.deliveries d
  where d.subscriber_id = any (p_ids) and d.provider_id is not null
    and e.source = 'resend' and e.data ->> 'email_id' = d.provider_id;
  delete from public.webhook_events where source = 'polar' and data ->> 'subscriber_id' = any (p_ids::text[]);
  perform public.keep_buyers(p_ids);
  delete from public.dead_letters where ids && p_ids::text[] and payload ? 'sealed';
  delete from public.subscribers where id = any (p_ids);
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$function$;


-- has_open_visit ------------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.has_open_visit(p_subscriber uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select exists (select from public.billing_visits v join public.subscribers s on s.id = v.subscriber_id
                 where v.subscriber_id = p_subscriber and (v.destination = 'portal' or s.tier = 'free')
                   and (v.expires_at > now() or v.asking_since > now() - interval '1 hour'));
$function$;


-- held_welcome_at -----------------------------------------------------------------------------------------------------

-- migrations/20261128000500_welcome_left.sql
CREATE OR REPLACE FUNCTION public.held_welcome_at(p_subscriber uuid)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select max(coalesce(settled_at, now())) from public.deliveries
  where subscriber_id = p_subscriber and kind = 'digest' and period >= 'welcome' and period like 'welcome%'
    and status not in ('skipped', 'failed') and coalesce(settled_at, now()) > created_at + interval '1 hour';
$function$;


-- identify_postings ---------------------------------------------------------------------------------------------------

-- migrations/20261122000700_posting_keys.sql
CREATE OR REPLACE FUNCTION public.identify_postings(p_source text, p jsonb, p_added jsonb, p_written jsonb, p_up_to bigint)
 RETURNS text[]
 LANGUAGE plpgsql
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_known public.posting_identities[];
  v_added uuid[] := array(select value::uuid from jsonb_each_text(p_added));
  v_back uuid[] := '{}';
  v_again text[] := '{}';
begin
  -- Read before the others have to wait.
  select array_agg(row(w.id, null, (e ->> 'keys')::int[], (e ->> 'identity')::json, null)::public.posting_identities)
  into v_known
  from jsonb_array_elements(p) e
  cross join lateral (
    select coalesce(p_added ->> (e ->> 'sourceId'), p_written ->> (e ->> 'sourceId'))::uuid as id
  ) w
  where w.id is not null and e ? 'identity';
  perform pg_advisory_xact_lock(20261122, 5);
  v_back := array(
    select distinct i.posting_id from unnest(v_known) i cross join unnest(i.keys) k
    where k in (select unnest(later.keys) from public.posting_identities later where later.seq > p_up_to)
      and i.posting_id in (select unnest(v_added)));
  if v_back <> '{}' then
    v_again := array(select source_id from public.sightings where posting_id = any (v_back) and source = p_source);
    delete from public.postings where id = any (v_back);
  end if;
  with kept as (
    insert into public.posting_identities (posting_id, keys, identity)
    select distinct on (i.posting_id) i.posting_id, i.keys, i.identity from unnest(v_known) i
    where i.posting_id <> all (v_back)
      -- what has become the same as another one is known by that one's
      and (i.posting_id in (select unnest(v_added))
           or exists (select from public.postings where id = i.posting_id and closed_at is null))
    on conflict (posting_id) do update
    set seq = default, keys = excluded.keys, identity = excluded.identity, closed_at = null
    returning seq, keys
  )
  insert into public.posting_keys (key, seq) select distinct k, kept.seq from kept cross join unnest(kept.keys) k;
  return v_again;
end;
$function$;


-- is_bulk -------------------------------------------------------------------------------------------------------------

-- migrations/20261122100300_life_cycle.sql
CREATE OR REPLACE FUNCTION public.is_bulk(p_kind text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select p_kind in ('digest', 'still_looking', 're_engagement');
$function$;


-- is_erased_buyer -----------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.is_erased_buyer(p_subscriber uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select exists (select from public.erased_buyers where subscriber_sha256 = sha256(p_subscriber::text::bytea));
$function$;


-- join_locations ------------------------------------------------------------------------------------------------------

-- migrations/20261122000500_same_postings.sql
CREATE OR REPLACE FUNCTION public.join_locations(p_posting uuid, p_locations jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.postings
  set locations = public.joined_locations(locations, p_locations), changed_at = clock_timestamp()
  where id = p_posting and locations <> public.joined_locations(locations, p_locations);
$function$;


-- joined_locations ----------------------------------------------------------------------------------------------------

-- migrations/20261122000500_same_postings.sql
CREATE OR REPLACE FUNCTION public.joined_locations(p_first jsonb, p_more jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  with every as (
    select distinct on (coalesce(l ->> 'geonameId', l ->> 'raw')) l, place
    from jsonb_array_elements(p_first || p_more) with ordinality e(l, place)
    where place <= jsonb_array_length(p_first) or l ->> 'city' is not null
      or not p_first @> jsonb_build_array(jsonb_build_object('country', l -> 'country'))
    order by coalesce(l ->> 'geonameId', l ->> 'raw'), place
  )
  select coalesce(jsonb_agg(l order by place), '[]') from (select * from every order by place limit 20) first;
$function$;


-- judge_sending -------------------------------------------------------------------------------------------------------

-- migrations/20261122100500_mail_events.sql
CREATE OR REPLACE FUNCTION public.judge_sending(p_at timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_from timestamptz := least(now() - interval '24 hours', p_at - interval '12 hours');
  v_day record;
  v_stop public.sending_stops;
begin
  select coalesce(sum(accepted), 0) as accepted, coalesce(sum(bounced), 0) as bounced,
         coalesce(sum(complained), 0) as complained
  into v_day
  from public.mail_figures
  where bulk and slot > v_from and slot <= v_from + interval '24 hours'
    and slot > coalesce((select max(resumed_at) from public.sending_stops), '-infinity');
  insert into public.sending_stops (reason, figures)
  select case when complaints then 'complaints' else 'bounces' end, to_jsonb(v_day)
  from (select v_day.complained > v_day.accepted * 0.003 and (v_day.accepted >= 1000 or v_day.complained >= 5),
               v_day.bounced > v_day.accepted * 0.04 and (v_day.accepted >= 1000 or v_day.bounced >= 20)
       ) over_limit (complaints, bounces)
  where complaints or bounces
  on conflict do nothing
  returning * into v_stop;
  return case when v_stop.id is not null
    then jsonb_build_object('reason', v_stop.reason, 'figures', v_stop.figures) end;
end;
$function$;


-- keep_buyers ---------------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.keep_buyers(p_ids uuid[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into public.erased_buyers (subscriber_sha256)
  select distinct sha256(subscriber_id::text::bytea) from public.billing_visits
  where subscriber_id = any (p_ids) and destination = 'checkout'
    and coalesce(expires_at, asking_since + interval '1 hour') > now() - interval '1 hour'
  on conflict do nothing;
$function$;


-- keep_figures --------------------------------------------------------------------------------------------------------

-- migrations/20261123000100_figures.sql
CREATE OR REPLACE FUNCTION public.keep_figures(p_values jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into public.figures_history (span, at, values)
  values ('day', date_bin('5 minutes', now(), '2000-01-01'), p_values)
  on conflict (span, at) do update set values = excluded.values;
  insert into public.figures_history (span, at, values)
  select 'month', date_trunc('hour', now()), coalesce(jsonb_object_agg(key, highest), '{}') from (
    select v.key, max(v.value::numeric) as highest from public.figures_history h, jsonb_each_text(h.values) v
    where h.span = 'day' and h.at >= date_trunc('hour', now()) group by v.key) hour
  on conflict (span, at) do update set values = excluded.values;
  delete from public.figures_history
  where span = 'day' and at < now() - interval '2 days' or span = 'month' and at < now() - interval '31 days';
  return (
    select jsonb_build_object(
      'day', coalesce(jsonb_agg(p order by at) filter (where span = 'day'), '[]'),
      'month', coalesce(jsonb_agg(p order by at) filter (where span = 'month'), '[]'))
    from (
      select span, at, jsonb_build_object('at', at, 'values', values) as p from public.figures_history
      where span = 'day' and at > now() - interval '24 hours' or span = 'month' and at > now() - interval '30 days'
    ) kept);
end;
$function$;


-- known_at_polar ------------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.known_at_polar(p jsonb)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(
    (select id from public.subscribers where id = public.uuid_or_null(p ->> 'subscriberId') and status <> 'erasing'),
    (select subscriber_id from public.billing
     where subscription_id = public.uuid_or_null(p ->> 'subscriptionId') order by created_at, subscriber_id limit 1),
    (select subscriber_id from public.billing
     where customer_id = public.uuid_or_null(p ->> 'customerId') order by created_at, subscriber_id limit 1));
$function$;


-- known_postings ------------------------------------------------------------------------------------------------------

-- migrations/20261122000500_same_postings.sql
CREATE OR REPLACE FUNCTION public.known_postings(p_source text, p_ids text[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_object_agg(i.id,
    case when o.source = p_source and o.source_id = i.id then o.content_hash else '' end), '{}')
  from unnest(p_ids) i(id)
  cross join lateral (
    select g.posting_id from public.sightings g where g.source = p_source and g.source_id = i.id limit 1
  ) s
  cross join lateral (select * from public.postings where id = s.posting_id and closed_at is null limit 1) o;
$function$;


-- leaves_empty --------------------------------------------------------------------------------------------------------

-- migrations/20261122000900_digests.sql
CREATE OR REPLACE FUNCTION public.leaves_empty(p_period text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select p_period ~ '^welcome(-\d+)?$';
$function$;


-- link_keys -----------------------------------------------------------------------------------------------------------

-- migrations/20261122100600_link_keys.sql
CREATE OR REPLACE FUNCTION public.link_keys(p_after uuid, p_limit integer, p_ids uuid[] DEFAULT NULL::uuid[], p_before timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'sealed', k.link_key_sealed) order by k.id), '[]')
  from (
    select s.id, s.link_key_sealed from public.subscribers s
    where s.id > p_after and (p_ids is null or s.id = any(p_ids)) and (p_before is null or s.link_key_at < p_before)
    order by s.id limit p_limit
  ) k;
$function$;


-- mailbox_of ----------------------------------------------------------------------------------------------------------

-- migrations/20261122100500_mail_events.sql
CREATE OR REPLACE FUNCTION public.mailbox_of(p_delivery deliveries)
 RETURNS text
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select case when p_delivery.kind = 'address_confirmation'
    then (select a.mailbox_hash from public.address_changes a where a.id = p_delivery.address_change_id)
    else (select s.mailbox_hash from public.subscribers s where s.id = p_delivery.subscriber_id) end;
$function$;


-- masked --------------------------------------------------------------------------------------------------------------

-- migrations/20261121001000_read_functions.sql
CREATE OR REPLACE FUNCTION public.masked(p_email text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select left(p_email, 1) || '***@' || split_part(p_email, '@', 2);
$function$;


-- match_page ----------------------------------------------------------------------------------------------------------

-- migrations/20261122100200_preferences.sql; the ingress calls it, as anon
CREATE OR REPLACE FUNCTION public.match_page(p_subscriber uuid, p_key_hash text, p_match uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object('locale', s.locale, 'match', (
    select public.shown_match(m) from public.matches m where m.id = p_match and m.subscriber_id = s.id))
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash;
$function$;


-- matches_page --------------------------------------------------------------------------------------------------------

-- migrations/20261122100200_preferences.sql; the ingress calls it, as anon
CREATE OR REPLACE FUNCTION public.matches_page(p_subscriber uuid, p_key_hash text, p_asked jsonb DEFAULT '{}'::jsonb)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with me as (
    select * from public.subscribers where id = p_subscriber and link_key_sha256 = p_key_hash
  ), mine as not materialized (
    select m.* from public.matches m where m.subscriber_id = (select id from me)
  ), newest as (
    select id, created_at, rank, score, posting_id from mine order by created_at desc, rank, id limit 1000
  ), fitting as (
    select m.id, m.created_at, m.rank from newest m join public.postings o on o.id = m.posting_id
    where (p_asked ->> 'place' is null or o.locations @> jsonb_build_array(jsonb_build_object('city', p_asked ->> 'place')))
      and (p_asked ->> 'mode' is null or o.remote ->> 'mode' = p_asked ->> 'mode')
      and (p_asked ->> 'level' is null or o.level = p_asked ->> 'level')
      and (p_asked ->> 'open' is null or o.closed_at is null)
      and (p_asked ->> 'minScore' is null or m.score >= (p_asked ->> 'minScore')::int)
  ), last as (
    select id, created_at, rank from mine where id = (p_asked ->> 'after')::uuid
  ), asked as (
    select p_asked ?| array['place', 'mode', 'level', 'open', 'minScore'] as filtered
  ), following as (
    (select f.id, f.created_at, f.rank from fitting f left join last on true
     where (select filtered from asked)
       and (last.id is null or f.created_at < last.created_at
            or (f.created_at = last.created_at and (f.rank, f.id) > (last.rank, last.id)))
     order by f.created_at desc, f.rank, f.id limit 51)
    union all
    (select m.id, m.created_at, m.rank from mine m left join last on true
     where not (select filtered from asked) and m.created_at <= coalesce((select created_at from last), 'infinity')
       and (last.id is null or m.created_at < last.created_at or (m.rank, m.id) > (last.rank, last.id))
     order by m.created_at desc, m.rank, m.id limit 51)
  )
  select jsonb_build_object(
    'status', me.status, 'locale', me.locale, 'time_zone', me.time_zone,
    'all', (select count(*) from mine),
    'searched', (select count(*) from newest),
    'found', case when (select filtered from asked) then (select count(*) from fitting) else (select count(*) from mine) end,
    'places', (select coalesce(jsonb_agg(city order by city), '[]') from (
      select distinct l ->> 'city' as city from newest m join public.postings o on o.id = m.posting_id
      cross join lateral jsonb_array_elements(o.locations) l where l ->> 'city' is not null limit 100) c),
    'more', (select count(*) > 50 from following),
    'matches', (select coalesce(jsonb_agg(public.shown_match(m) order by m.created_at desc, m.rank, m.id), '[]')
      from public.matches m
      where m.id in (select id from following order by created_at desc, rank, id limit 50)))
  from me;
$function$;


-- note_billing_event --------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.note_billing_event(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid := public.known_at_polar(p);
  v_customer uuid := public.uuid_or_null(p ->> 'customerId');
  v_gone boolean := p ->> 'type' = 'customer.deleted';
begin
  perform from public.subscribers where id = v_id for update;
  if v_gone then
    -- Also of who is being erased: their erasure need not find them there.
    update public.billing set customer_deleted_at = coalesce(customer_deleted_at, now())
    where subscriber_id = v_id and customer_id = v_customer;
  end if;
  -- Who is being erased is nobody's any more.
  select id into v_id from public.subscribers where id = v_id and status <> 'erasing' and erasure_asked_at is null;
  insert into public.webhook_events (source, event_id, type, data, processed_at)
  values ('polar', p ->> 'eventId', p ->> 'type', jsonb_strip_nulls(jsonb_build_object('at', p -> 'at') || case
            when v_id is null then '{}' else jsonb_build_object(
              'subscriber_id', v_id, 'customer_id', p -> 'customerId', 'subscription_id', p -> 'subscriptionId',
              'order_id', p -> 'orderId', 'detail', p -> 'detail') end), now())
  on conflict (source, event_id) do nothing;
  if not found then
    return jsonb_strip_nulls(jsonb_build_object('outcome', 'seen', 'subscriberId', v_id));
  elsif v_id is null then
    return jsonb_build_object('outcome', 'stranger');
  end if;
  -- With whom is gone: a reading on its way may still tell of them.
  insert into public.billing as b (subscriber_id, asked_at, ticket, asked, customer_id, customer_deleted_at)
  values (v_id, now(), 1, 1, case when v_gone then v_customer end, case when v_gone then now() end)
  on conflict (subscriber_id) do update
  set asked_at = coalesce(b.asked_at, excluded.asked_at), ticket = b.ticket + 1, asked = b.ticket + 1,
      customer_id = coalesce(b.customer_id, excluded.customer_id),
      customer_deleted_at = case when b.customer_id is distinct from v_customer and b.customer_id is not null
        then b.customer_deleted_at else coalesce(b.customer_deleted_at, excluded.customer_deleted_at) end;
  return jsonb_build_object('outcome', 'noted', 'subscriberId', v_id);
end;
$function$;


-- note_closing --------------------------------------------------------------------------------------------------------

-- migrations/20261122000500_same_postings.sql
CREATE OR REPLACE FUNCTION public.note_closing()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if new.closed_reason = 'duplicate' then
    delete from public.posting_identities where posting_id = new.id;
  else
    update public.posting_identities set closed_at = new.closed_at where posting_id = new.id;
  end if;
  return null;
end;
$function$;


-- note_failed ---------------------------------------------------------------------------------------------------------

-- migrations/20261130000220_failed_at_vendor.sql
CREATE OR REPLACE FUNCTION public.note_failed(d deliveries, p_email_id text, p_reason text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_again boolean := coalesce(p_reason ~ 'quota', false);
  v_told text := 'seen';
begin
  if d.status in ('sent', 'unknown') and coalesce(d.provider_id = p_email_id, true) and d.fate is null then
    v_told := case when v_again then 'postponed' else 'failed' end;
    if d.status = 'sent' then
      perform public.count_mails(d.settled_at, public.is_bulk(d.kind), -1);
    end if;
    update public.deliveries set
      status = case when v_again then 'pending' else 'failed' end,
      reason = case when v_again then null else coalesce(p_reason, 'failed at the vendor') end,
      settled_at = case when v_again then null else now() end,
      not_before = case when v_again then now() + interval '1 hour' else not_before end,
      provider_id = case when v_again then null else coalesce(provider_id, p_email_id) end,
      -- The key of the batch stands for what the vendor has taken.
      batch_id = case when v_again then null else batch_id end
    where id = d.id;
  end if;
  update public.webhook_events set data = data - 'email_id'
  where source = 'resend' and data ->> 'email_id' = p_email_id
    and not exists (select from public.deliveries where provider_id = p_email_id);
  return v_told;
end;
$function$;


-- note_redriven -------------------------------------------------------------------------------------------------------

-- migrations/20261123000200_dead_letters.sql
CREATE OR REPLACE FUNCTION public.note_redriven(p_ids bigint[], p_by text DEFAULT NULL::text)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_noted int;
begin
  update public.dead_letters set redriven_at = now(), redriven_by = p_by where id = any (p_ids) and redriven_at is null;
  get diagnostics v_noted = row_count;
  return v_noted;
end;
$function$;


-- note_target ---------------------------------------------------------------------------------------------------------

-- migrations/20261123000100_figures.sql
CREATE OR REPLACE FUNCTION public.note_target(p_source text, p_target text, p_outcome text, p_error text DEFAULT NULL::text)
 RETURNS boolean
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into public.source_targets as t (source, target, done_at, complete_at, unknown_in_row, failures_in_row, error)
  values (p_source, p_target, case when p_outcome in ('done', 'complete') then now() end,
    case when p_outcome = 'complete' then now() end, (p_outcome = 'unknown')::int,
    (p_outcome in ('failed', 'unknown'))::int, left(p_error, 200))
  on conflict (source, target) do update
  set asked_at = now(), done_at = coalesce(excluded.done_at, t.done_at),
      complete_at = coalesce(excluded.complete_at, t.complete_at),
      unknown_in_row = case p_outcome when 'unknown' then t.unknown_in_row + 1 when 'failed' then t.unknown_in_row else 0 end,
      failures_in_row = case when p_outcome in ('failed', 'unknown') then t.failures_in_row + 1 else 0 end,
      error = excluded.error,
      parked_until = case p_outcome
        when 'unknown' then case when t.unknown_in_row >= 2 then now() + interval '7 days' end
        when 'failed' then t.parked_until
      end
  returning coalesce(parked_until > now(), false);
$function$;


-- open_posting --------------------------------------------------------------------------------------------------------

-- migrations/20261122000500_same_postings.sql
CREATE OR REPLACE FUNCTION public.open_posting(p_source text, p jsonb, OUT posting uuid, OUT outcome text, OUT reposted boolean)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v record;
begin
  reposted := false;
  select o.*, true as sighted, coalesce(s.gone_at > now() - interval '7 days' and s.url = p #>> '{posting,url}', false) as gone
  into v from public.sightings s join public.postings o on o.id = s.posting_id
  where s.source = p_source and s.source_id = p ->> 'sourceId';
  if not found then
    select o.*, false as sighted, false as gone into v from public.postings o
    where o.id = (p ->> 'sameAs')::uuid and o.closed_reason is distinct from 'duplicate';
  end if;
  outcome := 'over';
  if v.id is null then
    outcome := 'add';
    return;
  elsif v.closed_at is null then
    posting := v.id;
    outcome := 'known';
    return;
  elsif v.gone or (p #>> '{posting,validThrough}')::timestamptz <= now() then
    return;
  end if;
  -- Its own source under another id, or one that says that it was posted since: not an echo of what is over.
  reposted := not v.sighted and (
    exists (select from public.sightings where posting_id = v.id and source = p_source)
    or coalesce((p #>> '{posting,postedAt}')::timestamptz > v.checked_at, false));
  if v.closed_reason = 'expired' and not reposted and (v.source, v.source_id) is distinct from (p_source, p ->> 'sourceId') then
    return;
  end if;
  begin
    -- The same row again, so that nobody is told of it twice. A link that was gone has to prove itself.
    update public.postings
    set closed_at = null, closed_reason = null, changed_at = clock_timestamp(), link_checked_at = null,
        link_reason = null, link_status = case when link_status = 'gone' then 'uncertain' end,
        reposted_at = case when reposted then now() else reposted_at end, reposts = reposts + reposted::int
    where id = v.id and closed_at is not null;
    posting := v.id;
    outcome := case when found then 'opened' else 'known' end;
    update public.sightings set gone_at = null
    where source = p_source and source_id = p ->> 'sourceId' and gone_at is not null;
  exception when unique_violation then
    -- Meanwhile another source brought it: that one stands for both.
    select o.id into posting from public.postings o where o.dedupe_key = v.dedupe_key and o.closed_at is null;
    outcome := case when posting is null then 'over' else 'known' end;
  end;
end;
$function$;


-- operator_billing ----------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.operator_billing(p_who text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers := public.subscriber_for('billing show', p_who);
begin
  if v_row.id is null then
    return null;
  end if;
  return jsonb_build_object(
    'id', v_row.id, 'status', v_row.status, 'tier', v_row.tier, 'cadence', v_row.cadence, 'nextDigestAt', v_row.next_digest_at,
    'erasureAskedAt', v_row.erasure_asked_at,
    'billing', (select to_jsonb(b) - 'subscriber_id' from public.billing b where b.subscriber_id = v_row.id),
    'visits', (select coalesce(jsonb_agg(to_jsonb(v) - 'subscriber_id' - 'url_sealed' order by v.created_at desc), '[]')
      from (select * from public.billing_visits where subscriber_id = v_row.id order by created_at desc limit 20) v),
    'events', (select coalesce(jsonb_agg(jsonb_build_object('id', e.event_id, 'type', e.type, 'receivedAt', e.received_at,
        'data', e.data - 'subscriber_id') order by e.received_at desc), '[]')
      from (select * from public.webhook_events where source = 'polar' and data ->> 'subscriber_id' = v_row.id::text
            order by received_at desc limit 50) e),
    'mails', (select coalesce(jsonb_agg(jsonb_build_object('id', d.id, 'kind', d.kind, 'status', d.status, 'reason', d.reason,
        'about', d.about, 'createdAt', d.created_at) order by d.created_at desc), '[]')
      from public.deliveries d
      where d.subscriber_id = v_row.id and d.kind in ('premium_started', 'payment_failed', 'premium_ended')));
end;
$function$;


-- operator_digest -----------------------------------------------------------------------------------------------------

-- migrations/20261123000300_operators.sql
CREATE OR REPLACE FUNCTION public.operator_digest(p_who text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers := public.subscriber_for('digest --dry-run', p_who);
begin
  if v_row.id is null then
    return null;
  end if;
  return public.digest_facts(v_row) || jsonb_build_object(
    'status', v_row.status, 'nextDigestAt', v_row.next_digest_at, 'welcomeUntil', v_row.welcome_until, 'obstacle', public.digest_obstacle(v_row),
    'owed', (select jsonb_build_object('deliveryId', d.id, 'period', d.period, 'progressId', d.progress_id,
                                       'tooLate', d.created_at < now() - interval '3 days')
      from public.owed_digests(array[v_row.id]) d order by d.created_at limit 1),
    'periods', (select coalesce(jsonb_object_agg(d.period, d.status), '{}') from (
      select period, status from public.deliveries where subscriber_id = v_row.id and kind = 'digest'
      order by created_at desc limit 20) d));
end;
$function$;


-- operator_export -----------------------------------------------------------------------------------------------------

-- migrations/20261123000200_dead_letters.sql
CREATE OR REPLACE FUNCTION public.operator_export(p_who text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers := public.subscriber_for('export', p_who);
begin
  return public.everything_about(v_row.id);
end;
$function$;


-- operator_health -----------------------------------------------------------------------------------------------------

-- migrations/20261123000300_operators.sql
CREATE OR REPLACE FUNCTION public.operator_health()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'now', clock_timestamp(), 'version', current_setting('server_version'),
    'bytes', pg_catalog.pg_database_size(pg_catalog.current_database()),
    'migrations', (select coalesce(jsonb_agg(m.version order by m.version), '[]') from supabase_migrations.schema_migrations m),
    'unsecured', (select coalesce(jsonb_agg(c.relname order by c.relname), '[]') from pg_catalog.pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity),
    'policies', (select coalesce(jsonb_agg(p.tablename || '.' || p.policyname order by 1), '[]')
      from pg_catalog.pg_policies p where p.schemaname = 'public'),
    'openTables', (select coalesce(jsonb_agg(distinct r.role || ' ' || c.relname), '[]')
      from pg_catalog.pg_class c, (values ('anon'), ('authenticated')) r(role),
           unnest(array['select', 'insert', 'update', 'delete', 'truncate']) privilege
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and pg_catalog.has_table_privilege(r.role, c.oid, privilege)),
    -- definer: runs with the rights of its owner
    'openFunctions', (select coalesce(jsonb_agg(jsonb_build_object('role', r.role, 'name', f.proname, 'definer', f.prosecdef)
        order by f.proname, r.role), '[]')
      from pg_catalog.pg_proc f, (values ('anon'), ('authenticated')) r(role)
      where f.pronamespace = 'public'::regnamespace and pg_catalog.has_function_privilege(r.role, f.oid, 'execute')),
    'webhooks', jsonb_build_object(
      'newest', (select max(e.received_at) from public.webhook_events e where e.source = 'resend'),
      'waiting', (select count(*) from (select from public.webhook_events e
        where e.processed_at is null and e.received_at between now() - interval '7 days' and now() - interval '10 minutes'
        limit 1000) w)),
    -- long enough ago for its events to have come
    'newestSent', (select max(b.created_at) from public.email_batches b where b.status = 'sent'
      and b.created_at < now() - interval '15 minutes'));
$function$;


-- operator_owed -------------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.operator_owed()
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('subscription', key, 'erasedAt', at) order by at desc, key), '[]')
  from public.erased_buyers, jsonb_object_keys(owed) key;
$function$;


-- operator_person -----------------------------------------------------------------------------------------------------

-- migrations/20261123000200_dead_letters.sql
CREATE OR REPLACE FUNCTION public.operator_person(p_act text, p_who text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers := public.subscriber_for(p_act, p_who);
begin
  if v_row.id is null or v_row.status = 'erasing' then
    return null;
  end if;
  return jsonb_build_object(
    'id', v_row.id, 'keyHash', v_row.link_key_sha256,
    'reachable', not exists (select from public.suppressions x
                             where x.mailbox_hash = v_row.mailbox_hash and x.reason <> 'erased'));
end;
$function$;


-- operator_subscriber -------------------------------------------------------------------------------------------------

-- migrations/20261123000300_operators.sql
CREATE OR REPLACE FUNCTION public.operator_subscriber(p_who text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers := public.subscriber_for('subscriber show', p_who);
begin
  if v_row.id is null then
    return null;
  end if;
  return jsonb_build_object(
    'id', v_row.id, 'email', v_row.email, 'name', v_row.name, 'status', v_row.status, 'tier', v_row.tier,
    'locale', v_row.locale, 'cadence', v_row.cadence, 'timeZone', v_row.time_zone, 'wishes', v_row.wishes,
    'excludedCompanies', v_row.excluded_companies, 'minScore', v_row.min_score, 'stillLooking', v_row.still_looking,
    'createdAt', v_row.created_at, 'verifiedAt', v_row.verified_at, 'unsubscribedAt', v_row.unsubscribed_at,
    'pausedUntil', v_row.paused_until, 'welcomeUntil', v_row.welcome_until, 'nextDigestAt', v_row.next_digest_at,
    'lastSignAt', v_row.last_sign_at, 'linkKeyAt', v_row.link_key_at, 'linkKeySealed', v_row.link_key_sealed,
    'obstacle', public.digest_obstacle(v_row), 'verdicts', public.verdicts_of(v_row),
    'suppression', (select jsonb_build_object('reason', x.reason, 'at', x.created_at)
      from public.suppressions x where x.mailbox_hash = v_row.mailbox_hash),
    'addressChange', (select max(a.requested_at) from public.address_changes a
      where a.subscriber_id = v_row.id and a.applied_at is null and a.expires_at > now()),
    'consents', (select coalesce(jsonb_agg(jsonb_build_object('wording', c.wording, 'givenAt', c.given_at,
        'confirmedAt', c.confirmed_at, 'withdrawnAt', c.withdrawn_at) order by c.given_at desc), '[]')
      from public.consents c where c.subscriber_id = v_row.id),
    'deliveries', (select coalesce(jsonb_agg(jsonb_build_object(
        'id', d.id, 'kind', d.kind, 'period', d.period, 'status', d.status, 'reason', d.reason, 'fate', d.fate,
        'createdAt', d.created_at, 'settledAt', d.settled_at, 'providerId', d.provider_id, 'requestId', d.request_id,
        'postings', (select count(*) from public.matches m where m.delivery_id = d.id)) order by d.created_at desc), '[]')
      from (select * from public.deliveries where subscriber_id = v_row.id order by created_at desc limit 10) d));
end;
$function$;


-- owe_back ------------------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.owe_back(p_subscriber uuid, p_owed jsonb)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.erased_buyers set owed = p_owed || owed
  where subscriber_sha256 = sha256(p_subscriber::text::bytea) returning owed;
$function$;


-- owed_digests --------------------------------------------------------------------------------------------------------

-- migrations/20261122000900_digests.sql
CREATE OR REPLACE FUNCTION public.owed_digests(p_subscribers uuid[])
 RETURNS SETOF deliveries
 LANGUAGE sql
 STABLE ROWS 100
 SET search_path TO ''
AS $function$
  select d.* from unnest(p_subscribers) u(id)
  cross join lateral (
    select * from public.deliveries where subscriber_id = u.id and kind = 'digest' and status = 'planned' offset 0
  ) d;
$function$;


-- owed_told -----------------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.owed_told(p_subscriber uuid, p_subscriptions text[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.erased_buyers
  set owed = owed || (select coalesce(jsonb_object_agg(id, null::text), '{}') from unnest(p_subscriptions) id)
  where subscriber_sha256 = sha256(p_subscriber::text::bytea);
$function$;


-- pause_unreachable ---------------------------------------------------------------------------------------------------

-- migrations/20261122100500_mail_events.sql
CREATE OR REPLACE FUNCTION public.pause_unreachable(p_subscriber uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.subscribers s
  set paused_until = greatest(s.paused_until, latest.at + interval '14 days'), updated_at = now()
  from (
    select max(soft_bounced_at) as at from (
      select d.fate, d.soft_bounced_at from public.deliveries d
      where d.subscriber_id = p_subscriber and public.is_bulk(d.kind) and d.fate is not null
      order by d.created_at desc limit 3
    ) last having count(*) = 3 and bool_and(fate = 'soft_bounced')
  ) latest
  where s.id = p_subscriber and s.status = 'active';
$function$;


-- plan_digests --------------------------------------------------------------------------------------------------------

-- migrations/20261130000300_plan_without_join.sql
CREATE OR REPLACE FUNCTION public.plan_digests(p jsonb)
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  with item as (
    select * from jsonb_to_recordset(p) as i(id uuid, due timestamptz, next timestamptz, period text, skip text)
  ), moved as (
    update public.subscribers s set next_digest_at = i.next, plan_claimed_until = null
    from item i where s.id = i.id and s.next_digest_at = i.due and s.status = 'active'
    returning s.id, i.period, i.skip, coalesce(s.wishes #>> '{cities,0,country}', s.wishes #>> '{countries,0}') as country,
              s.wishes #>> '{cities,0,geonameId}' as city
  ), promised as (
    insert into public.deliveries (subscriber_id, kind, period, status, reason, settled_at)
    select id, 'digest', period, case when skip is null then 'planned' else 'skipped' end, skip,
           case when skip is null then null else now() end
    from moved where period is not null
    on conflict (subscriber_id, kind, period) do nothing
    returning subscriber_id, status
  )
  select coalesce(jsonb_agg(id
    order by hashtext(period || coalesce(country, '')), country, hashtext(period || coalesce(city, '')), city, id)
    filter (where id in (select subscriber_id from promised where status = 'planned')), '[]')
  from moved;
$function$;


-- posting_fields ------------------------------------------------------------------------------------------------------

-- migrations/20261121000800_supply_functions.sql
CREATE OR REPLACE FUNCTION public.posting_fields(p jsonb)
 RETURNS TABLE(url text, title text, company text, locations jsonb, remote jsonb, level text, programme text, employment text, "careerPaths" text[], occupation text, languages jsonb, "experienceYears" jsonb, degree text, visa text, salary jsonb, "postedAt" timestamp with time zone, "validThrough" timestamp with time zone, description text, lang text, confidence jsonb)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select x.url, x.title, x.company, x.locations, x.remote, x.level, x.programme, x.employment, x."careerPaths",
         x.occupation, x.languages, nullif(x."experienceYears", 'null'), x.degree, x.visa, nullif(x.salary, 'null'),
         x."postedAt", x."validThrough", x.description, x.lang, x.confidence
  from jsonb_to_record(p) as x(url text, title text, company text, locations jsonb, remote jsonb, level text,
    programme text, employment text, "careerPaths" text[], occupation text, languages jsonb, "experienceYears" jsonb,
    degree text, visa text, salary jsonb, "postedAt" timestamptz, "validThrough" timestamptz, description text,
    lang text, confidence jsonb);
$function$;


-- posting_texts -------------------------------------------------------------------------------------------------------

-- migrations/20261122000900_digests.sql
CREATE OR REPLACE FUNCTION public.posting_texts(p_ids uuid[])
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', o.id, 'title', o.title, 'company', o.company, 'locations', o.locations, 'remote', o.remote, 'level', o.level,
    'programme', o.programme, 'languages', o.languages, 'salary', o.salary, 'text', left(o.description, 2000))), '[]')
  from public.postings o where o.id = any (p_ids);
$function$;


-- postings_to_check ---------------------------------------------------------------------------------------------------

-- migrations/20261130000120_links_to_check.sql
CREATE OR REPLACE FUNCTION public.postings_to_check(p_limit integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with people as materialized (
    select id, wishes from public.subscribers
    where status = 'active' and next_digest_at is not null order by next_digest_at limit 20000
  ), places as (
    select jsonb_object_agg(country, wanted) as wanted from (select country, count(*) as wanted from (
      select p.id, c #>> '{}' as country from people p, jsonb_path_query(p.wishes, '$.countries[*]') c
      union
      select p.id, c #>> '{}' from people p, jsonb_path_query(p.wishes, '$.cities[*].country') c
    ) each_once where country is not null group by country) counted
  ), paths as (
    select array_agg(distinct c #>> '{}') as wanted from people p, jsonb_path_query(p.wishes, '$.careerPaths[*]') c
  ), candidates as materialized (
    select o.id, greatest(o.first_seen_at, o.reposted_at) as first_seen_at, w.wanted,
           o.level in ('mid', 'senior', 'lead') as experienced,
           lower(split_part(translate(o.url, '?#', '//'), '/', 3)) as host
    from places p cross join paths k
    join public.postings o on 'unsure' = any (k.wanted) or o.career_paths && k.wanted or o.career_paths = '{}'
    cross join lateral (
      select greatest(
        max((p.wanted ->> (l ->> 'country'))::int),
        -- From anywhere, or from where nobody says: last, but not never.
        case when o.remote ->> 'mode' = 'remote' or count(l ->> 'country') = 0 then 1 end
      ) as wanted
      from jsonb_array_elements(o.locations) l
    ) w
    where k.wanted is not null and o.closed_at is null and greatest(o.first_seen_at, o.reposted_at) > now() - interval '30 days'
      and (o.link_checked_at is null or o.link_checked_at < now() - interval '24 hours')
  ), ranked as (
    select *, row_number() over (partition by host order by experienced, wanted desc, first_seen_at desc, id) as turn
    from candidates where wanted is not null
  ), chosen as (
    select * from ranked where turn <= 60 order by experienced, wanted desc, first_seen_at desc, id limit p_limit
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'url', o.url, 'title', o.title, 'company', o.company)
                            order by c.experienced, c.wanted desc, c.first_seen_at desc, c.id), '[]')
  from chosen c join public.postings o on o.id = c.id;
$function$;


-- promise_link_mail ---------------------------------------------------------------------------------------------------

-- migrations/20261121000500_people_functions.sql
CREATE OR REPLACE FUNCTION public.promise_link_mail(p_subscriber uuid, p_kind text, p_period text, p_progress text)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_request uuid;
  v_delivery uuid;
begin
  if p_kind = 'verification' then
    insert into public.email_verification_requests (subscriber_id) values (p_subscriber) returning id into v_request;
  end if;
  insert into public.deliveries (subscriber_id, kind, period, status, request_id, progress_id)
  values (p_subscriber, p_kind, p_period, 'pending', v_request, p_progress)
  returning id into v_delivery;
  return v_delivery;
end;
$function$;


-- promise_re_engagement -----------------------------------------------------------------------------------------------

-- migrations/20261130000130_bounded_ends.sql
CREATE OR REPLACE FUNCTION public.promise_re_engagement(p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_promised int;
begin
  if exists (select from public.sending_stops where resumed_at is null) then
    return 0;
  end if;
  -- What did not go out has asked nobody: again after a week.
  update public.subscribers set re_engaged_at = null
  where id = any (array(
    select s.id from public.deliveries d join public.subscribers s on s.id = d.subscriber_id
    where d.kind = 're_engagement' and d.status in ('skipped', 'failed') and d.settled_at < now() - interval '7 days'
      and s.status = 'active' and s.re_engaged_at is not null
    limit p_limit));
  with quiet as (
    select s.id from public.subscribers s
    where s.status = 'active' and s.re_engaged_at is null and s.last_sign_at < now() - interval '180 days'
      and s.verified_at < now() - interval '180 days' and coalesce(s.paused_until <= now(), true)
    order by s.last_sign_at limit p_limit for update skip locked
  ), asked as (
    update public.subscribers s set re_engaged_at = now() from quiet where s.id = quiet.id returning s.id
  )
  insert into public.deliveries as d (subscriber_id, kind, period, status)
  select id, 're_engagement', 'once', 'pending' from asked
  on conflict (subscriber_id, kind, period) do update
  set status = 'pending', reason = null, batch_id = null, not_before = null, created_at = now(), settled_at = null
  where d.status in ('skipped', 'failed');
  get diagnostics v_promised = row_count;
  return v_promised;
end;
$function$;


-- promise_still_looking -----------------------------------------------------------------------------------------------

-- migrations/20261122100300_life_cycle.sql
CREATE OR REPLACE FUNCTION public.promise_still_looking()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into public.deliveries (subscriber_id, kind, period, status, looked_at, why)
  select d.subscriber_id, 'still_looking', d.period, 'pending', d.looked_at, d.why
  from changed d
  -- A limit keeps it to one look at the index each: the planner does not know how few they are.
  cross join lateral (
    select from public.subscribers s where s.id = d.subscriber_id and s.still_looking and s.status = 'active' limit 1
  ) wanted
  where d.kind = 'digest' and d.status = 'skipped' and d.reason in ('no_new', 'too_few', 'closed')
    and d.settled_at = now() and d.period !~ '^(welcome|on-demand)'
  on conflict do nothing;
  return null;
end;
$function$;


-- purge ---------------------------------------------------------------------------------------------------------------

-- migrations/20261129000400_closed_texts.sql
CREATE OR REPLACE FUNCTION public.purge(p_kind text, p_limit integer)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_gone int;
begin
  case p_kind
    -- Never confirmed: seven days after the last signup, unless a fresh link is still open.
    when 'subscribers' then
      return public.forget_subscribers(array(
        select s.id from public.subscribers s
        where s.status = 'unverified' and s.updated_at < now() - interval '7 days'
          and not exists (select from public.email_verification_requests r
                          where r.subscriber_id = s.id and r.consumed_at is null and r.expires_at > now())
        limit p_limit));
    -- Left a year ago: time enough to come back to what was chosen. Of who was suppressed the hash stays. Not who still pays.
    when 'left' then
      return public.forget_left(array(
        select s.id from public.subscribers s
        where s.status = 'unsubscribed' and s.unsubscribed_at < now() - interval '12 months' and s.tier = 'free'
          and s.erasure_asked_at is null
          and not exists (select from public.billing b where b.subscriber_id = s.id
                          and b.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused'))
        limit p_limit));
    when 'requests' then
      delete from public.email_verification_requests where id in (
        select id from public.email_verification_requests where expires_at < now() - interval '7 days' limit p_limit);
    when 'changes' then
      delete from public.address_changes where id in (
        select id from public.address_changes where expires_at < now() - interval '7 days' limit p_limit);
    when 'replies' then
      delete from public.raw_replies where id in (
        select id from public.raw_replies where fetched_at < now() - interval '1 day' order by fetched_at limit p_limit);
    -- The closing rule reads the latest complete run of each target, so runs outlive it by far.
    when 'runs' then
      delete from public.source_runs where id in (
        select id from public.source_runs where started_at < now() - interval '30 days' limit p_limit);
    when 'cache' then
      delete from public.job_cache where key in (select key from public.job_cache where expires_at < now() limit p_limit);
    when 'batches' then
      delete from public.email_batches where id in (
        select id from public.email_batches where status <> 'open' and created_at < now() - interval '30 days' limit p_limit);
    -- What they said stands with the delivery by then.
    when 'events' then
      delete from public.webhook_events where (source, event_id) in (
        select source, event_id from public.webhook_events where received_at < now() - interval '30 days' limit p_limit);
    -- What comes back later than this is another posting.
    when 'identities' then
      delete from public.posting_identities where posting_id in (
        select posting_id from public.posting_identities where closed_at < now() - interval '180 days' limit p_limit);
    -- What is seen again after so long is another posting (identities, above), or is written anew, as no hash is this one. No
    -- change to who reads changes: nobody has a closed posting.
    when 'texts' then
      update public.postings set description = '', content_hash = '' where id in (
        select id from public.postings
        where closed_at < now() - interval '180 days' and description <> '' limit p_limit)
        -- One that has opened meanwhile keeps its text.
        and closed_at is not null;
    -- What is sealed in them may be a person's: as long as in Redis. The rest as long as somebody may look for a pattern.
    when 'sealed' then
      update public.dead_letters set payload = null where id in (
        select id from public.dead_letters where payload ? 'sealed' and failed_at < now() - interval '14 days' limit p_limit);
    when 'letters' then
      delete from public.dead_letters where id in (
        select id from public.dead_letters where failed_at < now() - interval '90 days' limit p_limit);
    -- Long after their checkouts have ended.
    when 'visits' then
      delete from public.billing_visits where id in (
        select id from public.billing_visits where created_at < now() - interval '30 days' limit p_limit);
    when 'checks' then
      delete from public.billing_checks where id in (
        select id from public.billing_checks where at < now() - interval '400 days' limit p_limit);
    when 'buyers' then
      delete from public.erased_buyers where subscriber_sha256 in (
        select subscriber_sha256 from public.erased_buyers where at < now() - interval '30 days' limit p_limit);
  end case;
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$function$;


-- recent_link_mail ----------------------------------------------------------------------------------------------------

-- migrations/20261203000300_mails_by_strangers.sql
CREATE OR REPLACE FUNCTION public.recent_link_mail(p_subscriber uuid, p_kind text, p_asked_at timestamp with time zone)
 RETURNS TABLE(progress_id text)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with asked as (
    select least(p_asked_at, now()) as at
  ), recent as (
    select d.progress_id, d.created_at, r.id is not null as open
    from public.deliveries d
    left join public.email_verification_requests r
      on r.id = d.request_id and r.consumed_at is null and r.expires_at > now()
    where d.subscriber_id = p_subscriber
      and d.kind in ('verification', 'already_subscribed', 'links')
      and d.created_at > (select at from asked) - interval '24 hours'
  )
  select (array_agg(r.progress_id order by r.created_at desc) filter (where r.open))[1]
  from recent r cross join asked
  having count(*) >= 8
    or count(*) filter (where r.created_at > asked.at - interval '1 hour') >= 3
    or bool_or(r.created_at > asked.at - interval '60 seconds'
               and (p_kind <> 'verification' or r.open or r.created_at >= asked.at));
$function$;


-- record_links --------------------------------------------------------------------------------------------------------

-- migrations/20261122000200_posting_life.sql
CREATE OR REPLACE FUNCTION public.record_links(p jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_link record;
  v_closed int := 0;
begin
  for v_link in
    select i.* from jsonb_to_recordset(p) as i(id uuid, url text, status text, reason text) order by i.id
  loop
    update public.postings
    set link_status = v_link.status, link_reason = left(v_link.reason, 100), link_checked_at = now(),
        changed_at = case when link_status is distinct from v_link.status then clock_timestamp() else changed_at end
    where id = v_link.id and url = v_link.url and closed_at is null;
    continue when not found or v_link.status <> 'gone';
    update public.sightings set gone_at = now() where posting_id = v_link.id and url = v_link.url;
    -- Its new owner writes it anew at its next crawl.
    update public.postings o
    set source = s.source, source_id = s.source_id, url = s.url, content_hash = '', changed_at = clock_timestamp()
    from (
      select source, source_id, url from public.sightings
      where posting_id = v_link.id and gone_at is null and last_seen_at > now() - interval '48 hours'
      order by first_seen_at, source, source_id limit 1
    ) s
    where o.id = v_link.id;
    continue when found;
    update public.postings set closed_at = now(), closed_reason = 'link', changed_at = clock_timestamp() where id = v_link.id;
    v_closed := v_closed + 1;
  end loop;
  return v_closed;
end;
$function$;


-- record_sign ---------------------------------------------------------------------------------------------------------

-- migrations/20261122100300_life_cycle.sql
CREATE OR REPLACE FUNCTION public.record_sign(p_subscriber uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update public.subscribers set last_sign_at = now() where id = p_subscriber and status = 'active';
  return found;
end;
$function$;


-- record_verdict ------------------------------------------------------------------------------------------------------

-- migrations/20261122100200_preferences.sql
CREATE OR REPLACE FUNCTION public.record_verdict(p_subscriber uuid, p_match uuid, p_verdict text, p_reason text DEFAULT NULL::text, p_at timestamp with time zone DEFAULT now())
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform from public.matches where id = p_match and subscriber_id = p_subscriber;
  if not found then
    return false;
  end if;
  insert into public.verdicts (match_id, subscriber_id, verdict, reason, at)
  values (p_match, p_subscriber, p_verdict, p_reason, p_at)
  on conflict (match_id) do update set verdict = excluded.verdict, reason = excluded.reason, at = excluded.at
  where verdicts.at <= excluded.at;
  update public.subscribers set last_sign_at = greatest(last_sign_at, p_at) where id = p_subscriber;
  return true;
end;
$function$;


-- redriven_by ---------------------------------------------------------------------------------------------------------

-- migrations/20261123000200_dead_letters.sql
CREATE OR REPLACE FUNCTION public.redriven_by(p_by text)
 RETURNS integer
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select count(*)::int from public.dead_letters where redriven_by = p_by;
$function$;


-- release_batch -------------------------------------------------------------------------------------------------------

-- migrations/20261121000700_email_functions.sql
CREATE OR REPLACE FUNCTION public.release_batch(p_batch uuid, p_maybe_sent boolean, p_later_ms integer DEFAULT 0)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  update public.email_batches set lease_until = null, released_at = now(), maybe_sent = true
  where id = p_batch and status = 'open' and (p_maybe_sent or maybe_sent);
  if not found then
    update public.deliveries set not_before = now() + make_interval(secs => p_later_ms / 1000.0)
    where batch_id = p_batch and status = 'sending' and p_later_ms > 0;
    perform public.dissolve_batch(p_batch);
  end if;
end;
$function$;


-- remember_sighting ---------------------------------------------------------------------------------------------------

-- migrations/20261122000200_posting_life.sql
CREATE OR REPLACE FUNCTION public.remember_sighting()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.also_in := array_remove(array(select distinct t from unnest(old.also_in || old.target) t), new.target);
  new.gone_at := case when old.url = new.url then new.gone_at end;
  return new;
end;
$function$;


-- renew_links ---------------------------------------------------------------------------------------------------------

-- migrations/20261130000210_held_mails.sql
CREATE OR REPLACE FUNCTION public.renew_links(p_batch uuid)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.email_verification_requests r set expires_at = d.issued_at + interval '24 hours'
  from public.deliveries d
  where d.batch_id = p_batch and d.issued_at is not null and r.id = d.request_id and r.consumed_at is null;
  update public.address_changes a set expires_at = d.issued_at + interval '48 hours'
  from public.deliveries d
  where d.batch_id = p_batch and d.issued_at is not null and a.id = d.address_change_id
    and a.applied_at is null and a.expires_at > now();
$function$;


-- replace_link_keys ---------------------------------------------------------------------------------------------------

-- migrations/20261122100600_link_keys.sql
CREATE OR REPLACE FUNCTION public.replace_link_keys(p jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_changed int;
begin
  -- In one order: sets that overlap wait for each other.
  perform from public.subscribers s
  where s.id in (select (x ->> 'id')::uuid from jsonb_array_elements(p) x) order by s.id for update;
  update public.subscribers s
  set link_key_sealed = x.sealed, link_key_sha256 = coalesce(x.sha256, s.link_key_sha256),
      link_key_at = case when x.sha256 is null then s.link_key_at else now() end
  from jsonb_to_recordset(p) as x(id uuid, was text, sealed text, sha256 text)
  where s.id = x.id and s.link_key_sealed = x.was;
  get diagnostics v_changed = row_count;
  perform public.end_address_changes(array(
    select (x ->> 'id')::uuid from jsonb_array_elements(p) x where x ->> 'sha256' is not null));
  return v_changed;
end;
$function$;


-- request_address_change ----------------------------------------------------------------------------------------------

-- migrations/20261122100310_own_data.sql
CREATE OR REPLACE FUNCTION public.request_address_change(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid := (p ->> 'id')::uuid;
  v_email text := p ->> 'email';
  v_hash text := p ->> 'mailboxHash';
  v_row public.subscribers;
  v_other uuid;
begin
  select * into v_row from public.subscribers
  where id = (p ->> 'subscriberId')::uuid and link_key_sha256 = p ->> 'keyHash' and status = 'active' for update;
  if not found or v_row.email = v_email then
    return jsonb_build_object('deliveries', jsonb_build_array());
  end if;
  if not exists (select from public.address_changes where id = v_id) then
    if exists (
      select from public.address_changes
      where (subscriber_id = v_row.id or mailbox_hash = v_hash) and requested_at > now() - interval '1 hour'
      having count(*) >= 3 or max(requested_at) > now() - interval '60 seconds') then
      return jsonb_build_object('deliveries', jsonb_build_array());
    end if;
    perform public.end_address_changes(array[v_row.id]);
    insert into public.address_changes (id, subscriber_id, email, mailbox_hash, key_sealed, key_sha256)
    values (v_id, v_row.id, v_email, v_hash, p ->> 'linkKeySealed', p ->> 'linkKeySha256');
    insert into public.deliveries (subscriber_id, kind, period, status, address_change_id)
    select v_row.id, kind, v_id::text, 'pending', v_id from unnest(array['address_change', 'address_confirmation']) kind
    where kind = 'address_change' or public.address_is_free(v_row.id, v_email, v_hash);
    -- Who has a subscription there already is told so, as at a signup.
    select s.id into v_other from public.subscribers s
    where s.email = v_email and s.status = 'active'
      and not exists (select from public.suppressions x where x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased')
    for update skip locked;
    if v_other is not null and not exists (select from public.recent_link_mail(v_other, 'already_subscribed', now())) then
      perform public.promise_link_mail(v_other, 'already_subscribed', 'address-' || v_id, null);
    end if;
  end if;
  return jsonb_build_object('deliveries', (
    select coalesce(jsonb_agg(d.id), '[]') from public.deliveries d
    where d.status = 'pending' and (d.address_change_id = v_id or d.subscriber_id = v_other and d.period = 'address-' || v_id)));
end;
$function$;


-- request_export ------------------------------------------------------------------------------------------------------

-- migrations/20261122100310_own_data.sql
CREATE OR REPLACE FUNCTION public.request_export(p_subscriber uuid, p_key_hash text, p_ask uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers;
  v_delivery uuid;
begin
  select * into v_row from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash and s.status <> 'erasing' for update;
  if not found then
    return jsonb_build_object();
  elsif exists (select from public.suppressions x where x.mailbox_hash = v_row.mailbox_hash and x.reason <> 'erased') then
    insert into public.deliveries (id, subscriber_id, kind, period, status, reason, settled_at)
    values (p_ask, p_subscriber, 'export', p_ask::text, 'skipped', 'suppressed', now()) on conflict do nothing;
    return jsonb_build_object();
  end if;
  select d.id into v_delivery from public.deliveries d
  where d.subscriber_id = p_subscriber and d.kind = 'export' and d.status <> 'skipped'
    and (d.id = p_ask or d.created_at > now() - interval '1 hour')
  order by d.id = p_ask desc limit 1;
  if not found then
    insert into public.deliveries (id, subscriber_id, kind, period, status)
    values (p_ask, p_subscriber, 'export', p_ask::text, 'pending') on conflict do nothing returning id into v_delivery;
  end if;
  return jsonb_strip_nulls(jsonb_build_object('deliveryId', v_delivery));
end;
$function$;


-- request_links -------------------------------------------------------------------------------------------------------

-- migrations/20261122100300_life_cycle.sql
CREATE OR REPLACE FUNCTION public.request_links(p_email text, p_what text, p_period text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers;
  v_kind text;
  v_delivery uuid;
begin
  select * into v_row from public.subscribers where email = p_email and status <> 'erasing' for update;
  if not found or exists (select from public.suppressions s
                          where s.mailbox_hash = v_row.mailbox_hash and s.reason <> 'erased') then
    return jsonb_build_object();
  end if;
  select d.id into v_delivery from public.deliveries d where d.subscriber_id = v_row.id and d.period = p_period;
  if found then
    return jsonb_build_object('deliveryId', v_delivery);
  end if;
  v_kind := case
    when v_row.status = 'active' then 'links'
    when v_row.status = 'unsubscribed' and p_what = 'links' then 'links'
    else 'verification'
  end;
  if exists (select from public.recent_link_mail(v_row.id, v_kind, now())) then
    return jsonb_build_object();
  end if;
  v_delivery := public.promise_link_mail(v_row.id, v_kind, p_period,
                                         case when v_kind = 'verification' then v_row.progress_id end);
  return jsonb_build_object('deliveryId', v_delivery);
end;
$function$;


-- request_links_for ---------------------------------------------------------------------------------------------------

-- migrations/20261122100600_link_keys.sql
CREATE OR REPLACE FUNCTION public.request_links_for(p_subscriber uuid, p_key_hash text, p_what text, p_period text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_email text;
begin
  select s.email into v_email from public.subscribers s where s.id = p_subscriber and s.link_key_sha256 = p_key_hash;
  if not found then
    return jsonb_build_object();
  end if;
  return public.request_links(v_email, p_what, p_period);
end;
$function$;


-- resume_sending ------------------------------------------------------------------------------------------------------

-- migrations/20261122100500_mail_events.sql
CREATE OR REPLACE FUNCTION public.resume_sending()
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_resumed boolean;
begin
  update public.sending_stops set resumed_at = now() where resumed_at is null;
  v_resumed := found;
  return (
    select jsonb_strip_nulls(jsonb_build_object('resumed', v_resumed, 'waiting', count(*), 'dueBy', max(not_before)))
    from public.deliveries
    where settled_at is null and status = 'pending' and not_before > now() and public.is_bulk(kind));
end;
$function$;


-- save_preferences ----------------------------------------------------------------------------------------------------

-- migrations/20261122100200_preferences.sql
CREATE OR REPLACE FUNCTION public.save_preferences(p jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_asked_at timestamptz := p ->> 'askedAt';
  v_row public.subscribers;
  v_wishes jsonb;
begin
  select * into v_row from public.subscribers
  where id = (p ->> 'subscriberId')::uuid and link_key_sha256 = p ->> 'keyHash' and status = 'active' for update;
  if not found then
    return 'gone';
  end if;
  if v_row.next_digest_at is distinct from (p ->> 'due')::timestamptz or v_row.preferences_asked_at <> p -> 'before' then
    return 'moved';
  end if;
  v_wishes := jsonb_strip_nulls(v_row.wishes || coalesce(p -> 'wishes', '{}'));
  -- Two changes that each leave a place can leave none together.
  if p ? 'wishes' and coalesce(v_wishes -> 'cities', '[]') = '[]' and coalesce(v_wishes -> 'countries', '[]') = '[]'
     and v_wishes -> 'workModes' is distinct from '["remote"]' then
    return 'no_place';
  end if;
  update public.subscribers set
    wishes = v_wishes,
    cadence = coalesce(p #>> '{wishes,cadence}', cadence),
    time_zone = coalesce(p #>> '{wishes,timeZone}', time_zone),
    name = case when p ? 'name' then p ->> 'name' else name end,
    locale = coalesce(p ->> 'locale', locale),
    paused_until = case when p ? 'pausedUntil' then (p ->> 'pausedUntil')::timestamptz else paused_until end,
    min_score = case when p ? 'minScore' then (p ->> 'minScore')::int else min_score end,
    excluded_companies = case when p ? 'excludedCompanies'
      then array(select jsonb_array_elements_text(p -> 'excludedCompanies')) else excluded_companies end,
    still_looking = coalesce((p ->> 'stillLooking')::boolean, still_looking),
    taste_reset_at = case when (p ->> 'resetTaste')::boolean then v_asked_at else taste_reset_at end,
    next_digest_at = coalesce((p ->> 'next')::timestamptz, next_digest_at),
    preferences_asked_at = preferences_asked_at || (
      select jsonb_object_agg(field, p -> 'askedAt') from jsonb_array_elements_text(p -> 'fields') field),
    updated_at = now(), last_sign_at = greatest(last_sign_at, v_asked_at)
  where id = v_row.id;
  return 'saved';
end;
$function$;


-- search_jobs ---------------------------------------------------------------------------------------------------------

-- migrations/20261123000200_dead_letters.sql
CREATE OR REPLACE FUNCTION public.search_jobs(p_text text, p_since timestamp with time zone, p_limit integer, p_queue text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_text text := lower(btrim(p_text));
  v_id uuid := case when v_text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then v_text::uuid end;
  v_found jsonb;
begin
  select coalesce(jsonb_agg(to_jsonb(f) order by f.at desc, f.id), '[]') into v_found from (
    (select l.queue, l.job_id as id, l.failed_at as at, case when l.redriven_at is null then 'failed' else 'redriven' end as state,
            'after ' || l.attempts || ' attempts' as summary, l.error
     from public.dead_letters l
     where l.ids @> array[v_text] and (p_queue is null or l.queue = p_queue)
     order by l.failed_at desc limit p_limit)
    union
    (select l.queue, l.job_id, l.failed_at, case when l.redriven_at is null then 'failed' else 'redriven' end,
            'after ' || l.attempts || ' attempts', l.error
     from public.dead_letters l
     where v_id is null and l.failed_at >= p_since and (p_queue is null or l.queue = p_queue)
       and (strpos(lower(l.error), v_text) > 0 or strpos(l.queue, v_text) > 0
            or strpos(lower(l.payload ->> 'source'), v_text) > 0 or strpos(lower(l.payload ->> 'target'), v_text) > 0)
     order by l.failed_at desc limit p_limit)
    union all
    (select 'email', d.id::text, d.created_at, d.status, d.kind || ' ' || d.period, d.reason
     from public.deliveries d
     where v_id is not null and coalesce(p_queue, 'email') in ('email', 'match')
       and d.id in (
         select x.id from public.deliveries x where x.id = v_id
         union select x.id from public.deliveries x where x.subscriber_id = v_id
         union select x.id from public.deliveries x where x.batch_id = v_id
         union select x.id from public.deliveries x where x.request_id = v_id
         union select x.id from public.deliveries x where x.provider_id = v_text
         union select m.delivery_id from public.matches m where m.id = v_id)
     order by d.created_at desc limit p_limit)
    union all
    (select 'email', d.id::text, d.created_at, d.status, d.kind || ' ' || d.period, d.reason
     from public.deliveries d
     where v_id is null and coalesce(p_queue, 'email') in ('email', 'match') and d.created_at >= p_since
       and (strpos(lower(d.reason), v_text) > 0 or d.kind = v_text or d.status = v_text or d.provider_id = v_text)
     order by d.created_at desc limit p_limit)
    union all
    (select 'scrape', r.id::text, r.started_at, r.status,
            r.source || '/' || r.target || ': ' || r.seen || ' seen, ' || r.added || ' new', r.error
     from public.source_runs r
     where coalesce(p_queue, 'scrape') = 'scrape' and r.id = v_id)
    union all
    (select 'scrape', r.id::text, r.started_at, r.status,
            r.source || '/' || r.target || ': ' || r.seen || ' seen, ' || r.added || ' new', r.error
     from public.source_runs r
     where v_id is null and coalesce(p_queue, 'scrape') = 'scrape' and r.started_at >= p_since
       and (strpos(lower(r.source || '/' || r.target), v_text) > 0 or strpos(lower(r.error), v_text) > 0 or r.status = v_text)
     order by r.started_at desc limit p_limit)
    union all
    (select 'webhook', e.event_id, e.received_at, case when e.processed_at is null then 'waiting' else 'done' end,
            e.source || ' ' || e.type, null
     from public.webhook_events e
     where coalesce(p_queue, 'webhook') = 'webhook'
       and (e.source, e.event_id) in (
         select x.source, x.event_id from public.webhook_events x
         where x.source in ('resend', 'polar') and x.event_id = btrim(p_text)
         union select x.source, x.event_id from public.webhook_events x
         where x.source = 'resend' and x.data ->> 'email_id' = btrim(p_text)
         union select x.source, x.event_id from public.deliveries d
         join public.webhook_events x on x.source = 'resend' and x.data ->> 'email_id' = d.provider_id
         where d.id = v_id and d.provider_id is not null)
     limit p_limit)
    union all
    (select 'webhook', e.event_id, e.received_at, case when e.processed_at is null then 'waiting' else 'done' end,
            e.source || ' ' || e.type, null
     from public.webhook_events e
     where v_id is null and coalesce(p_queue, 'webhook') = 'webhook' and e.received_at >= p_since
       and strpos(lower(e.type), v_text) > 0
     order by e.received_at desc limit p_limit)
    order by at desc, id limit p_limit) f;
  return v_found;
end;
$function$;


-- search_postings -----------------------------------------------------------------------------------------------------

-- migrations/20261122000300_searches.sql
CREATE OR REPLACE FUNCTION public.search_postings(p jsonb, p_limit integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with asked as (
    select to_tsquery('pg_catalog.simple', p ->> 'query') as words,
           case when p ? 'geonameId' then jsonb_build_array(jsonb_build_object('geonameId', p -> 'geonameId')) end as city,
           case when p ? 'country' then jsonb_build_array(jsonb_build_object('country', p -> 'country')) end as country,
           (p ->> 'newerThan')::timestamptz as newer_than
  ), found as (
    select o.*, coalesce(o.locations @> coalesce(a.city, a.country), false)::int
           + coalesce(o.remote ->> 'mode' = p ->> 'mode', false)::int
           + coalesce(o.employment = p ->> 'employment', false)::int as fits
    from public.postings o, asked a
    where o.closed_at is null and public.folded_words(o.title) @@ a.words
      and (a.newer_than is null or coalesce(o.posted_at, o.first_seen_at) >= a.newer_than)
      and (coalesce(a.city, a.country) is null or o.locations @> coalesce(a.city, a.country)
           or (o.remote ->> 'mode' in ('remote', 'hybrid') and o.locations = '[]'
               and (o.remote -> 'countries' = '[]' or a.country is null
                    or o.remote -> 'countries' @> (a.country #> '{0,country}')))
           or (o.remote ->> 'mode' = 'remote' and o.remote -> 'countries' @> (a.country #> '{0,country}')))
    order by fits desc, coalesce(o.posted_at, o.first_seen_at) desc, o.id
    limit p_limit
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', f.id, 'source', f.source, 'sourceId', f.source_id, 'url', f.url, 'title', f.title, 'company', f.company,
    'locations', f.locations, 'remote', f.remote, 'level', f.level, 'programme', f.programme,
    'employment', f.employment, 'careerPaths', f.career_paths, 'occupation', f.occupation, 'languages', f.languages,
    'experienceYears', f.experience_years, 'degree', f.degree, 'visa', f.visa, 'salary', f.salary,
    'postedAt', to_char(f.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'validThrough', to_char(f.valid_through at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'description', left(f.description, 4000), 'lang', f.lang, 'confidence', f.confidence)
    order by f.fits desc, coalesce(f.posted_at, f.first_seen_at) desc, f.id), '[]')
  from found f;
$function$;


-- sending_is_stopped --------------------------------------------------------------------------------------------------

-- migrations/20261123000100_figures.sql
CREATE OR REPLACE FUNCTION public.sending_is_stopped()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select exists (select from public.sending_stops where resumed_at is null);
$function$;


-- settle_batch --------------------------------------------------------------------------------------------------------

-- migrations/20261122100500_mail_events.sql
CREATE OR REPLACE FUNCTION public.settle_batch(p_batch uuid, p_status text, p_sent jsonb DEFAULT '{}'::jsonb, p_reason text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_bulk int;
  v_all int;
begin
  update public.email_batches set status = p_status, reason = p_reason, settled_at = now(), lease_until = null
  where id = p_batch and status = 'open';
  if not found then
    return;
  end if;
  with settled as (
    update public.deliveries d
    set status = p_status, reason = p_reason, settled_at = now(),
        provider_id = coalesce(p_sent ->> d.id::text, d.provider_id)
    where d.batch_id = p_batch and d.status = 'sending'
    returning d.kind
  )
  select count(*) filter (where public.is_bulk(kind)), count(*) into v_bulk, v_all from settled;
  if p_status = 'sent' and v_bulk > 0 then
    perform public.count_mails(now(), true, v_bulk);
  end if;
  if p_status = 'sent' and v_all > v_bulk then
    perform public.count_mails(now(), false, v_all - v_bulk);
  end if;
end;
$function$;


-- settle_visit --------------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.settle_visit(p jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- Not while they ask for it.
  perform from public.subscribers
  where id = (select subscriber_id from public.billing_visits where id = (p ->> 'id')::uuid) for share;
  update public.billing_visits v
  set checkout_id = (p ->> 'checkoutId')::uuid, url_sealed = p ->> 'urlSealed', asking_since = null, settled_at = now(),
      expires_at = coalesce((p ->> 'expiresAt')::timestamptz, now() + interval '30 minutes')
  where v.id = (p ->> 'id')::uuid
    and exists (select from public.subscribers s where s.id = v.subscriber_id and s.erasure_asked_at is null);
  return found;
end;
$function$;


-- shown_match ---------------------------------------------------------------------------------------------------------

-- migrations/20261122100200_preferences.sql
CREATE OR REPLACE FUNCTION public.shown_match(p matches)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'id', p.id, 'chosenAt', p.created_at, 'score', p.score, 'reasons', p.reasons, 'gaps', p.gaps, 'sentence', p.sentence,
    'title', o.title, 'company', o.company, 'url', o.url, 'source', o.source, 'locations', o.locations, 'remote', o.remote,
    'level', o.level, 'programme', o.programme, 'salary', o.salary, 'postedAt', o.posted_at,
    'firstSeenAt', o.first_seen_at, 'repostedAt', o.reposted_at, 'checkedAt', greatest(p.checked_at, o.checked_at),
    'closedAt', o.closed_at, 'verdict', v.verdict, 'verdictReason', v.reason)
  from public.postings o left join public.verdicts v on v.match_id = p.id
  where o.id = p.posting_id;
$function$;


-- similar_postings ----------------------------------------------------------------------------------------------------

-- migrations/20261125000100_placing.sql
CREATE OR REPLACE FUNCTION public.similar_postings(p_keys integer[])
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET enable_seqscan TO 'off'
 SET jit TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
  select json_build_object(
    'upTo', coalesce((select max(seq) from public.posting_identities), 0),
    'found', coalesce(json_agg(json_build_array(i.posting_id, i.identity) order by i.closed_at is not null, i.seq desc), '[]'),
    'keys', coalesce(json_agg(s.keys order by i.closed_at is not null, i.seq desc), '[]'))
  from (
    select n.seq, array_agg(k.key) as keys from unnest(p_keys) k(key)
    cross join lateral (select seq from public.posting_keys where key = k.key order by seq desc limit 50) n
    group by n.seq
  ) s
  -- one look-up each: a plan for sets was seen to read whole tables
  cross join lateral (select * from public.posting_identities where seq = s.seq limit 1) i;
$function$;


-- skip_deliveries -----------------------------------------------------------------------------------------------------

-- migrations/20261121000700_email_functions.sql
CREATE OR REPLACE FUNCTION public.skip_deliveries(p_ids uuid[], p_reason text)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  update public.deliveries set status = 'skipped', reason = p_reason, settled_at = now()
  where id = any (p_ids) and status in ('planned', 'pending');
$function$;


-- skip_unwanted -------------------------------------------------------------------------------------------------------

-- migrations/20261130000210_held_mails.sql
CREATE OR REPLACE FUNCTION public.skip_unwanted(p_ids uuid[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_thinner uuid[];
  v_skipped jsonb;
begin
  with over as (
    delete from public.matches m using public.deliveries d, public.postings o
    where d.id = any (p_ids) and d.status = 'pending' and m.delivery_id = d.id
      and o.id = m.posting_id and o.closed_at is not null
    returning m.delivery_id
  )
  select array_agg(distinct delivery_id) into v_thinner from over;
  with why as (
    select d.id, case
      when x.mailbox_hash is not null then 'suppressed'
      when public.is_bulk(d.kind) and s.status <> 'active' then 'unsubscribed'
      when s.status = 'erasing' and d.kind <> 'erasure_receipt' then 'unsubscribed'
      when public.is_bulk(d.kind) and s.paused_until > now() then 'paused'
      when d.kind = 'verification' and s.status = 'active' then 'already_confirmed'
      when d.address_change_id is not null and not exists (
        select from public.address_changes a
        where a.id = d.address_change_id and a.applied_at is null and a.expires_at > now()) then 'superseded'
      when d.created_at < now() - interval '3 days' then 'too_late'
      when d.id = any (v_thinner) and not public.leaves_empty(d.period)
        and not exists (select from public.matches m where m.delivery_id = d.id) then 'closed'
    end as reason
    from public.deliveries d
    join public.subscribers s on s.id = d.subscriber_id
    left join public.suppressions x on x.mailbox_hash = public.mailbox_of(d) and x.reason <> 'erased'
    where d.id = any (p_ids) and d.status = 'pending'
  ), ended as (
    update public.deliveries d set status = 'skipped', settled_at = now(), reason = why.reason
    from why where d.id = why.id and d.status = 'pending' and why.reason is not null
    returning d.kind, d.reason
  )
  select jsonb_object_agg(reason, count) into v_skipped
  from (select reason, count(*) from ended where kind = 'digest' group by reason) counted;
  return coalesce(v_skipped, '{}');
end;
$function$;


-- still_seen ----------------------------------------------------------------------------------------------------------

-- migrations/20261122000500_same_postings.sql
CREATE OR REPLACE FUNCTION public.still_seen(p_source text, p_source_id text)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select exists (select from public.sightings where source = p_source and source_id = p_source_id
                 and last_seen_at > now() - interval '48 hours' and gone_at is null);
$function$;


-- store_billing -------------------------------------------------------------------------------------------------------

-- migrations/20261125000200_polar_follows.sql
CREATE OR REPLACE FUNCTION public.store_billing(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers;
  v_known public.billing;
  v_tier text := p ->> 'tier';
  v_subscription uuid;
  v_mails uuid[];
begin
  select * into v_row from public.subscribers
  where id = (p ->> 'subscriberId')::uuid and status <> 'erasing' and erasure_asked_at is null for update;
  if not found then
    return jsonb_build_object('outcome', 'gone');
  end if;
  select * into v_known from public.billing where subscriber_id = v_row.id for update;
  if coalesce((p ->> 'ticket')::bigint <= v_known.applied, true) then
    return jsonb_build_object('outcome', 'outrun');
  elsif (v_tier <> v_row.tier or p ->> 'next' is not null)
        and v_row.next_digest_at is distinct from (p ->> 'before')::timestamptz
        or v_tier <> v_row.tier and v_row.cadence <> coalesce(p ->> 'cadence', v_row.cadence) then
    return jsonb_build_object('outcome', 'moved');
  end if;

  if (p ->> 'subscriptionId')::uuid is distinct from v_known.subscription_id then
    -- Their checkout has sold it: whoever buys again, as it has ended, needs another.
    update public.billing_visits set expires_at = now()
    where subscriber_id = v_row.id and destination = 'checkout' and expires_at > now();
  end if;
  update public.billing b
  -- Whom Polar does not know now it may know again by the customer of before.
  set customer_id = coalesce((p ->> 'customerId')::uuid, b.customer_id),
      subscription_id = (p ->> 'subscriptionId')::uuid, plan = p ->> 'plan', status = p ->> 'status',
      period_end = (p ->> 'periodEnd')::timestamptz, ends_at = (p ->> 'endsAt')::timestamptz,
      past_due_since = (p ->> 'pastDueSince')::timestamptz, grace_until = (p ->> 'graceUntil')::timestamptz,
      -- Another customer than the one that is gone: they came back.
      customer_deleted_at = case when (p ->> 'customerId')::uuid = b.customer_id or p ->> 'customerId' is null
        then b.customer_deleted_at end,
      -- They may be there still, or again since Polar was asked; or have moved since.
      recheck_at = least((p ->> 'recheckAt')::timestamptz,
                         case when public.has_open_visit(b.subscriber_id) then now() + interval '3 minutes' end,
                         case when to_jsonb(b.moved_from) <> p -> 'movedFrom' then now() end),
      asked_at = case when b.asked > (p ->> 'ticket')::bigint then b.asked_at end,
      applied = b.ticket, synced_at = now()
  where b.subscriber_id = v_row.id;

  if v_tier <> v_row.tier then
    -- A digest that may be on its way says the same when it is composed again.
    update public.deliveries set about = jsonb_build_object('tier', v_row.tier)
    where subscriber_id = v_row.id and kind = 'digest' and status in ('pending', 'sending') and about is null;
  end if;
  update public.subscribers
  set tier = v_tier, updated_at = now(),
      next_digest_at = case when status = 'active' then coalesce((p ->> 'next')::timestamptz, next_digest_at)
                            else next_digest_at end
  where id = v_row.id and (tier <> v_tier or p ->> 'next' is not null);

  v_subscription := coalesce((p ->> 'subscriptionId')::uuid, v_known.subscription_id);
  with owed (kind, period, until, cadence, ends, unpaid) as (
    select 'premium_started', v_subscription || ':' || to_char(now() at time zone 'UTC', 'YYYY-MM-DD'),
           (p ->> 'periodEnd')::timestamptz, v_row.cadence,
           nullif(p ->> 'endsAt' is not null, false), null::boolean
    where v_tier = 'premium' and v_row.tier = 'free' and p ->> 'status' <> 'past_due'
    union all
    -- Each time it comes to that, and once: also twice on a day, when it was paid in between. The period says so for good; what
    -- was known, of who was told when a period was a day.
    select 'payment_failed',
           v_subscription || ':' || to_char((p ->> 'pastDueSince')::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
           (p ->> 'graceUntil')::timestamptz, null, null, null
    where v_tier = 'premium' and p ->> 'status' = 'past_due'
      and (v_known.subscription_id, v_known.past_due_since)
        is distinct from (v_subscription, (p ->> 'pastDueSince')::timestamptz)
    union all
    select 'premium_ended', coalesce(v_subscription || ':', '') || to_char(now() at time zone 'UTC', 'YYYY-MM-DD'), now(),
           null, null, nullif(p ->> 'status' in ('past_due', 'unpaid'), false)
    where v_tier = 'free' and v_row.tier = 'premium'
  ), promised as (
    insert into public.deliveries (subscriber_id, kind, period, status, about)
    select v_row.id, kind, period, 'pending', jsonb_strip_nulls(jsonb_build_object(
      'plan', coalesce(p ->> 'plan', v_known.plan), 'until', until, 'cadence', cadence, 'ends', ends,
      'unpaid', unpaid, 'left', nullif(v_row.status <> 'active', false)))
    from owed where period is not null
    on conflict (subscriber_id, kind, period) do nothing
    returning id
  )
  select coalesce(array_agg(id), '{}') into v_mails from promised;
  return jsonb_build_object(
    'outcome', 'stored',
    'change', case when v_tier = 'premium' and v_row.tier = 'free' then 'started'
                   when v_tier = 'free' and v_row.tier = 'premium' then 'ended' end,
    'deliveries', to_jsonb(v_mails),
    'visits', (select coalesce(jsonb_agg(id order by created_at, id), '[]') from public.billing_visits
               where subscriber_id = v_row.id and destination = 'checkout' and created_at > now() - interval '24 hours'));
end;
$function$;


-- store_billing_check -------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.store_billing_check(p jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into public.billing_checks (part, looked, differing, unseen, strangers, doubled, asked, held, endpoint)
  values (p ->> 'part', (p ->> 'looked')::int, (p ->> 'differing')::int, (p ->> 'unseen')::int, (p ->> 'strangers')::int,
          (p ->> 'doubled')::int, (p ->> 'asked')::int, coalesce((p ->> 'held')::boolean, false), p ->> 'endpoint');
$function$;


-- store_digests -------------------------------------------------------------------------------------------------------

-- migrations/20261122100700_match_locale.sql
CREATE OR REPLACE FUNCTION public.store_digests(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_result jsonb;
begin
  -- One order for all writers, so that two of them wait for each other instead of deadlocking.
  perform from public.deliveries
  where id = any (array(select (e ->> 'deliveryId')::uuid from jsonb_array_elements(p) e)) order by id for update;
  with item as materialized (
    select d.id, d.subscriber_id, d.status as was, d.progress_id, i."lookedAt", i.more, i.skip,
           coalesce(i.provenance, '{"by": "code"}') as provenance, i.welcome, i.why, i.matches,
           public.leaves_empty(d.period) as leaves_empty
    from jsonb_to_recordset(p) as i("deliveryId" uuid, "lookedAt" int, more int, skip text, provenance jsonb,
                                    welcome jsonb, why jsonb, matches jsonb)
    -- A limit keeps it to one look at the index each, here and below: the planner does not know how few they are.
    cross join lateral (select * from public.deliveries where id = i."deliveryId" limit 1) d
  ), inserted as (
    insert into public.matches (subscriber_id, posting_id, delivery_id, rank, score, parts, reasons, gaps, checked_at,
                                link_status, same_company, sentence, provenance)
    select i.subscriber_id, o.id, i.id, row_number() over (partition by i.id order by m.at), m.score, m.parts,
           m.reasons, m.gaps, o.checked_at, o.link_status, coalesce(m.same_company, 0), m.sentence, i.provenance
    from item i
    cross join lateral rows from (
      jsonb_to_recordset(i.matches) as ("postingId" uuid, score int, parts jsonb, reasons text[], gaps text[],
                                        "sameCompany" int, sentence text)
    ) with ordinality m(posting_id, score, parts, reasons, gaps, same_company, sentence, at)
    cross join lateral (
      select o.id, o.link_status, greatest(o.checked_at, case when o.link_status = 'live' then o.link_checked_at end) as checked_at
      from public.postings o
      where o.id = m.posting_id and o.closed_at is null and coalesce(o.valid_through > now(), true) limit 1
    ) o
    where i.was = 'planned'
    order by i.subscriber_id, o.id
    on conflict (subscriber_id, posting_id) do nothing
    returning delivery_id
  ), counted as (
    select i.*, i.id in (select delivery_id from inserted) as filled from item i where i.was = 'planned'
  ), settled as (
    update public.deliveries d
    set status = case when c.filled or c.leaves_empty then 'pending' else 'skipped' end,
        reason = case when c.filled or c.leaves_empty then null else coalesce(c.skip, 'no_new') end,
        settled_at = case when c.filled or c.leaves_empty then null else now() end,
        looked_at = c."lookedAt", more = c.more, why = c.why
    from counted c where d.id = c.id
    returning d.id, d.status, d.reason
  ), welcomed as (
    update public.subscribers s
    set next_digest_at = case when c.filled then (c.welcome ->> 'after')::timestamptz
                              when s.welcome_until is null then (c.welcome ->> 'again')::timestamptz
                              else s.next_digest_at end,
        welcome_until = case when c.filled then null else coalesce(s.welcome_until, (c.welcome ->> 'until')::timestamptz) end
    from counted c where c.welcome is not null and s.id = c.subscriber_id and s.status = 'active'
  )
  select coalesce(jsonb_agg(jsonb_build_object('deliveryId', i.id, 'status', coalesce(s.status, i.was),
                                               'reason', s.reason, 'progressId', i.progress_id)), '[]')
  into v_result
  from item i left join settled s on s.id = i.id;
  return v_result;
end;
$function$;


-- store_page ----------------------------------------------------------------------------------------------------------

-- migrations/20261125000100_placing.sql
CREATE OR REPLACE FUNCTION public.store_page(p_source text, p_target text, p_body text, p_postings jsonb, p_rejected integer, p_last boolean, p_complete boolean, p_run uuid DEFAULT NULL::uuid, p_cursor text DEFAULT NULL::text, p_unchanged text[] DEFAULT '{}'::text[], p_up_to bigint DEFAULT NULL::bigint)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_run uuid := p_run;
  v_counts jsonb;
  v_seen int;
  v_first boolean;
begin
  if v_run is null then
    select r.id into v_run from public.source_runs r
    where r.source = p_source and r.target = p_target and r.status = 'running' and r.pages = 1
      and r.started_at > now() - interval '10 minutes'
    order by r.started_at desc limit 1;
  end if;
  if v_run is null then
    insert into public.source_runs (source, target) values (p_source, p_target) returning id into v_run;
  end if;
  -- First: the same page at the same moment waits here, where nobody waits for it.
  insert into public.raw_replies (run_id, cursor, body) values (v_run, p_cursor, p_body) on conflict do nothing;
  v_first := found;
  -- Two pages with the same postings may take them in two orders, since one of them may know already which they are: then
  -- the one that notices gives way with all that it has taken, and goes again.
  for v_try in 1..3 loop
    begin
      v_seen := public.touch_sightings(p_source, p_target, p_unchanged);
      v_counts := public.upsert_postings(p_source, p_target, p_postings, p_up_to);
      exit;
    exception when deadlock_detected then
      if v_try = 3 then
        raise;
      end if;
      perform pg_catalog.pg_sleep(0.1);
    end;
  end loop;
  v_seen := v_seen + (v_counts ->> 'seen')::int;
  update public.source_runs
  set added = added + (v_counts ->> 'added')::int, changed = changed + (v_counts ->> 'changed')::int,
      pages = pages + v_first::int, seen = seen + case when v_first then v_seen else 0 end,
      rejected = rejected + case when v_first then p_rejected else 0 end,
      status = case when not v_first then status when p_last then 'done' else 'running' end,
      complete = case when v_first then p_last and p_complete else complete end,
      finished_at = case when not v_first then finished_at when p_last then now() end
  where id = v_run;
  return v_counts || jsonb_build_object('runId', v_run, 'seen', v_seen);
end;
$function$;


-- store_signup --------------------------------------------------------------------------------------------------------

-- migrations/20261201000100_consent_source.sql
CREATE OR REPLACE FUNCTION public.store_signup(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_email text := p ->> 'email';
  v_progress text := p ->> 'progressId';
  v_hashes text[] := array(select jsonb_array_elements_text(p -> 'mailboxHashes'));
  v_new boolean;
  v_old uuid[];
  v_row public.subscribers;
  v_kind text;
  v_delivery uuid;
  v_recent record;
begin
  -- A person's own row keeps the hash of its first signup, also when the hashing secret has changed since.
  if exists (select from public.suppressions s where s.reason <> 'erased' and s.mailbox_hash = any (
               v_hashes || array(select o.mailbox_hash from public.subscribers o where o.email = v_email))) then
    return jsonb_build_object('outcome', 'suppressed');
  end if;
  -- Whose erasure waits for Polar is a new person, too: the old row goes its way without the address.
  v_old := array(select id from public.subscribers
                 where erasure_asked_at is not null and (email = v_email or mailbox_hash = any (v_hashes)) for update);
  if v_old <> '{}' then
    perform public.detach_subscribers(v_old);
  end if;
  -- Who comes back before the receipt has gone out is a new person: the erasure ends first.
  perform public.forget_subscribers(array(
    select id from public.subscribers
    where status = 'erasing' and (email = v_email or mailbox_hash = any (v_hashes)) for update));

  insert into public.subscribers (email, mailbox_hash, name, wishes, cadence, time_zone, locale,
                                  link_key_sealed, link_key_sha256, progress_id)
  values (v_email, v_hashes[1], p ->> 'name', p -> 'wishes', p ->> 'cadence', p ->> 'timeZone',
          coalesce(p ->> 'locale', 'en'), p ->> 'linkKeySealed', p ->> 'linkKeySha256', v_progress)
  on conflict do nothing; -- Two unique keys stand for one person: either may be met first.
  v_new := found;
  select * into strict v_row from public.subscribers where email = v_email for update;

  select d.id into v_delivery from public.deliveries d
  where d.subscriber_id = v_row.id and d.period = v_progress and d.kind in ('verification', 'already_subscribed');
  if found then
    return jsonb_build_object('outcome', 'renewed', 'deliveryId', v_delivery);
  end if;

  if v_row.status <> 'active' then
    if not v_new and not exists (select from public.consents c where c.subscriber_id = v_row.id
                                 and c.given_at > (p #>> '{consent,at}')::timestamptz) then
      update public.subscribers
      set name = p ->> 'name', wishes = p -> 'wishes', cadence = p ->> 'cadence', time_zone = p ->> 'timeZone',
          locale = coalesce(p ->> 'locale', locale), updated_at = now()
      where id = v_row.id;
    end if;
    insert into public.consents (subscriber_id, signup_id, wording, source, ip_hash, given_at)
    values (v_row.id, v_progress, p #>> '{consent,wording}', p #>> '{consent,source}', p #>> '{consent,ipHash}',
            (p #>> '{consent,at}')::timestamptz)
    on conflict do nothing;
  end if;

  v_kind := case when v_row.status = 'active' then 'already_subscribed' else 'verification' end;
  select * into v_recent from public.recent_link_mail(v_row.id, v_kind, (p #>> '{consent,at}')::timestamptz);
  if found then
    -- A confirmed person's way is theirs alone: whoever types their address sees none of it.
    return jsonb_build_object('outcome', 'quiet', 'progressOf',
                              case when v_row.status <> 'active' then v_recent.progress_id end);
  end if;

  v_delivery := public.promise_link_mail(v_row.id, v_kind, v_progress, v_progress);
  if v_row.status = 'active' then
    return jsonb_build_object('outcome', 'known', 'deliveryId', v_delivery);
  end if;
  update public.subscribers set progress_id = v_progress where id = v_row.id;
  return jsonb_build_object('outcome', case when v_new then 'new' else 'renewed' end, 'deliveryId', v_delivery,
                            'supersedes', nullif(v_row.progress_id, v_progress));
end;
$function$;


-- subscriber_export ---------------------------------------------------------------------------------------------------

-- migrations/20261130000210_held_mails.sql; the ingress calls it, as anon
CREATE OR REPLACE FUNCTION public.subscriber_export(p_subscriber uuid, p_key_hash text, p_delivery uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select public.everything_about(s.id)
  from public.subscribers s join public.deliveries d on d.subscriber_id = s.id
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash
    and d.id = p_delivery and d.kind = 'export' and coalesce(d.issued_at, d.created_at) > now() - interval '24 hours';
$function$;


-- subscriber_for ------------------------------------------------------------------------------------------------------

-- migrations/20261123000300_operators.sql
CREATE OR REPLACE FUNCTION public.subscriber_for(p_act text, p_who text)
 RETURNS subscribers
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_row public.subscribers;
begin
  if p_who ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select * into v_row from public.subscribers where id = p_who::uuid;
  else
    select * into v_row from public.subscribers where email = lower(btrim(p_who));
  end if;
  -- By id: the address is no matter of logs.
  raise log 'audit: %', jsonb_build_object('audit', true, 'operator', 'key', 'act', p_act, 'subscriber', v_row.id);
  return v_row;
end;
$function$;


-- subscriber_page -----------------------------------------------------------------------------------------------------

-- migrations/20261122100200_preferences.sql; the ingress calls it, as anon
CREATE OR REPLACE FUNCTION public.subscriber_page(p_subscriber uuid, p_key_hash text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'name', s.name, 'status', s.status, 'tier', s.tier, 'locale', s.locale,
    'wishes', s.wishes, 'cadence', s.cadence, 'time_zone', s.time_zone, 'paused_until', s.paused_until,
    'min_score', s.min_score, 'excluded_companies', s.excluded_companies, 'still_looking', s.still_looking,
    'next_digest_at', s.next_digest_at, 'asked_at', s.preferences_asked_at,
    'reachable', not exists (select from public.suppressions x where x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased'),
    'digests', (select coalesce(jsonb_agg(jsonb_build_object(
        'promised_at', d.created_at, 'status', d.status, 'reason', d.reason,
        'postings', (select count(*) from public.matches m where m.delivery_id = d.id)) order by d.created_at desc), '[]')
      from (select * from public.deliveries
            where subscriber_id = s.id and kind = 'digest' order by created_at desc limit 10) d),
    -- those that ranking learns from
    'verdicts', (select coalesce(jsonb_agg(jsonb_build_object(
        'verdict', v.verdict, 'reason', v.reason, 'occupation', o.occupation, 'company', o.company)
        order by v.at desc, v.match_id), '[]')
      from (select * from public.verdicts
            where subscriber_id = s.id and at > coalesce(s.taste_reset_at, '-infinity') order by at desc limit 100) v
      join public.matches m on m.id = v.match_id join public.postings o on o.id = m.posting_id))
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash;
$function$;


-- suppress_mailbox ----------------------------------------------------------------------------------------------------

-- migrations/20261122100500_mail_events.sql
CREATE OR REPLACE FUNCTION public.suppress_mailbox(p_delivery deliveries, p_reason text)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_weights text[] := array['erased', 'manual', 'bounce', 'complaint'];
  v_mailbox text := public.mailbox_of(p_delivery);
  v_ended int;
begin
  -- Written to an address that the person has left since: their new one is not to blame.
  if p_delivery.kind <> 'address_confirmation' and exists (select from public.address_changes a where a.subscriber_id = p_delivery.subscriber_id
               and a.applied_at > coalesce(p_delivery.settled_at, p_delivery.created_at)) then
    return 0;
  end if;
  insert into public.suppressions as x (mailbox_hash, reason)
  select v_mailbox, p_reason where v_mailbox is not null
  on conflict (mailbox_hash) do update set reason = excluded.reason
  where array_position(v_weights, excluded.reason) > array_position(v_weights, x.reason);
  -- The mailbox that was to become theirs has not, or not for long.
  if not exists (select from public.subscribers where id = p_delivery.subscriber_id and mailbox_hash = v_mailbox) then
    return 0;
  end if;

  update public.subscribers
  set status = 'unsubscribed', unsubscribed_at = now(), updated_at = now(), next_digest_at = null,
      paused_until = null, welcome_until = null
  where id = p_delivery.subscriber_id and status = 'active';
  update public.consents set withdrawn_at = now()
  where subscriber_id = p_delivery.subscriber_id and withdrawn_at is null and p_reason = 'complaint';
  with ended as (
    update public.deliveries set status = 'skipped', reason = 'suppressed', settled_at = now()
    where subscriber_id = p_delivery.subscriber_id and status in ('planned', 'pending') and kind <> 'address_confirmation'
    returning kind
  )
  select count(*) filter (where kind = 'digest') into v_ended from ended;
  return v_ended;
end;
$function$;


-- touch_postings ------------------------------------------------------------------------------------------------------

-- migrations/20261122000500_same_postings.sql
CREATE OR REPLACE FUNCTION public.touch_postings(p_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid;
begin
  foreach v_id in array p_ids loop
    update public.postings set checked_at = now()
    where ctid = (select o.ctid from public.postings o where o.id = v_id and o.closed_at is null
                  for no key update skip locked);
  end loop;
end;
$function$;


-- touch_seen ----------------------------------------------------------------------------------------------------------

-- migrations/20261122000500_same_postings.sql
CREATE OR REPLACE FUNCTION public.touch_seen(p_run uuid, p_source text, p_target text, p_ids text[])
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_seen int := public.touch_sightings(p_source, p_target, p_ids);
begin
  update public.source_runs set seen = seen + v_seen where id = p_run;
  return v_seen;
end;
$function$;


-- touch_sightings -----------------------------------------------------------------------------------------------------

-- migrations/20261122000500_same_postings.sql
CREATE OR REPLACE FUNCTION public.touch_sightings(p_source text, p_target text, p_ids text[])
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id text;
  v_posting uuid;
  v_postings uuid[] := '{}';
begin
  foreach v_id in array p_ids loop
    select posting_id into v_posting from public.sightings where source = p_source and source_id = v_id;
    continue when not found;
    v_postings := v_postings || v_posting;
    update public.sightings set target = p_target, last_seen_at = now()
    where ctid = (select g.ctid from public.sightings g where g.source = p_source and g.source_id = v_id
                  for no key update skip locked);
  end loop;
  perform public.touch_postings(v_postings);
  return cardinality(v_postings);
end;
$function$;


-- touch_target --------------------------------------------------------------------------------------------------------

-- migrations/20261122000100_supply_targets.sql
CREATE OR REPLACE FUNCTION public.touch_target(p_source text, p_target text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_since timestamptz;
  v_ids text[];
  v_run uuid;
begin
  select r.started_at into v_since from public.source_runs r
  where r.source = p_source and r.target = p_target and r.status = 'done' and r.complete and r.seen > 0
  order by r.started_at desc limit 1;
  select array_agg(s.source_id) into v_ids from public.sightings s
  where s.source = p_source and s.target = p_target and s.last_seen_at >= v_since;
  if v_ids is null then
    return null;
  end if;
  insert into public.source_runs (source, target, status, complete, finished_at)
  values (p_source, p_target, 'done', true, now()) returning id into v_run;
  return jsonb_build_object('runId', v_run, 'seen', public.touch_seen(v_run, p_source, p_target, v_ids));
end;
$function$;


-- unkept_promises -----------------------------------------------------------------------------------------------------

-- migrations/20261130000130_bounded_ends.sql
CREATE OR REPLACE FUNCTION public.unkept_promises(p_limit integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_old uuid[];
  v_late int;
begin
  with late as (
    update public.deliveries set status = 'skipped', reason = 'too_late', settled_at = now()
    where id = any (array(
        select id from public.deliveries
        where settled_at is null and status in ('planned', 'pending') and created_at < now() - interval '3 days'
        order by created_at limit p_limit))
      and status in ('planned', 'pending')
    returning kind
  )
  select count(*) filter (where kind = 'digest') into v_late from late;
  select array_agg(id) into v_old from public.email_batches
  where status = 'open' and created_at < now() - interval '23 hours' and (lease_until is null or lease_until < now());
  perform public.settle_batch(b, 'unknown', '{}', 'not settled within the life of its idempotency key') from unnest(v_old) b;

  return jsonb_build_object(
    'skipped', jsonb_build_object('too_late', v_late),
    'subscribers', (select coalesce(jsonb_agg(distinct x.subscriber_id), '[]') from (
      select subscriber_id from public.deliveries
      where status = 'planned' and settled_at is null
        and created_at between now() - interval '3 days' and now() - interval '30 seconds' order by created_at limit p_limit) x),
    'deliveries', (select coalesce(jsonb_agg(x.id), '[]') from (
      select d.id from public.deliveries d left join public.email_batches b on b.id = d.batch_id
      where d.settled_at is null and (
        (d.status = 'pending' and d.created_at >= now() - interval '3 days'
         and greatest(d.created_at, d.not_before) < now() - interval '30 seconds')
        or (d.status = 'sending' and (b.lease_until < now() - interval '30 seconds'
                                      -- given back: its job comes again by itself, unless Redis lost it
                                      or (b.lease_until is null and b.released_at < now() - interval '10 minutes'))))
      order by d.created_at limit p_limit) x));
end;
$function$;


-- unseen_billing ------------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.unseen_billing(p_run timestamp with time zone, p_limit integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with premium as materialized (
    select s.id, coalesce(b.seen_at < p_run, true) and coalesce(b.synced_at < p_run, true) and b.asked_at is null as unseen
    from public.subscribers s left join public.billing b on b.subscriber_id = s.id
    where s.tier = 'premium' and s.erasure_asked_at is null
  )
  select jsonb_build_object(
    'premium', count(*), 'unseen', count(*) filter (where unseen),
    'ids', (select coalesce(jsonb_agg(id), '[]') from (select id from premium where unseen order by id limit p_limit) few))
  from premium;
$function$;


-- unsubscribe_subscriber ----------------------------------------------------------------------------------------------

-- migrations/20261122100300_life_cycle.sql
CREATE OR REPLACE FUNCTION public.unsubscribe_subscriber(p_subscriber uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_changed boolean;
begin
  update public.subscribers
  set status = 'unsubscribed', unsubscribed_at = now(), updated_at = now(), next_digest_at = null,
      paused_until = null, welcome_until = null
  where id = p_subscriber and status in ('unverified', 'active');
  v_changed := found;
  update public.consents set withdrawn_at = now() where subscriber_id = p_subscriber and withdrawn_at is null and v_changed;
  update public.deliveries set status = 'skipped', reason = 'unsubscribed', settled_at = now()
  where subscriber_id = p_subscriber and public.is_bulk(kind)
    and status in ('planned', 'pending');
  return jsonb_build_object('changed', v_changed);
end;
$function$;


-- upsert_postings -----------------------------------------------------------------------------------------------------

-- migrations/20261122001000_posting_ids.sql
CREATE OR REPLACE FUNCTION public.upsert_postings(p_source text, p_target text, p jsonb, p_up_to bigint DEFAULT NULL::bigint)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_item record;
  v_new jsonb[] := '{}';
  v_open record;
  v_unchanged text[] := '{}';
  v_added jsonb;
  v_written jsonb := '{}';
  v_seen int := 0;
  v_opened int := 0;
  v_changed int := 0;
  v_again text[] := '{}';
begin
  -- One order for all writers, whatever their sources call a posting: two pages with the same ones wait for each other
  -- instead of deadlocking. First those that are there, then the new ones.
  for v_item in
    with items as materialized (
      select distinct on (e ->> 'sourceId') e, e ->> 'sourceId' as source_id, (e ->> 'sameAs')::uuid as same_as
      from jsonb_array_elements(p) with ordinality i(e, place) order by e ->> 'sourceId', place
    )
    select i.e, i.source_id, case
      when s.posting_id is null and i.same_as is null then
        case when (i.e #>> '{posting,validThrough}')::timestamptz <= now() then 'over' else 'new' end
      when s.posting_id is null or o.closed_at is not null or s.url <> i.e #>> '{posting,url}' then 'other'
      when o.source = p_source and o.source_id = i.source_id then
        case when o.content_hash = i.e ->> 'contentHash' then 'unchanged' else 'other' end
      when s.gone_at is not null
        or coalesce((i.e ->> 'quality')::smallint, 0) <= o.quality and public.still_seen(o.source, o.source_id) then 'unchanged'
      else 'other'
    end as kind
    from items i
    left join lateral (
      select g.posting_id, g.gone_at, g.url from public.sightings g where g.source = p_source and g.source_id = i.source_id limit 1
    ) s on true
    left join lateral (select * from public.postings where id = s.posting_id limit 1) o on true
    -- Of several with one key the best is added, the others are seen with it.
    order by coalesce(s.posting_id, i.same_as) nulls last, i.e ->> 'dedupeKey', i.e -> 'quality' desc nulls last, i.source_id
  loop
    v_seen := v_seen + 1;
    if v_item.kind = 'unchanged' then
      v_unchanged := v_unchanged || v_item.source_id;
    elsif v_item.kind = 'new' then
      v_new := v_new || v_item.e;
    elsif v_item.kind = 'other' then
      select * into v_open from public.open_posting(p_source, v_item.e);
      if v_open.outcome = 'add' then
        v_new := v_new || v_item.e;
      end if;
      continue when v_open.posting is null;
      update public.postings set checked_at = now() where id = v_open.posting;
      insert into public.sightings (source, source_id, posting_id, target, url)
      values (p_source, v_item.source_id, v_open.posting, p_target, v_item.e #>> '{posting,url}')
      on conflict (source, source_id) do update
      set posting_id = excluded.posting_id, target = excluded.target, url = excluded.url, last_seen_at = now();
      v_opened := v_opened + (v_open.outcome = 'opened')::int;
      if public.write_posting(v_open.posting, p_source, v_item.e, v_open.reposted) then
        v_written := v_written || jsonb_build_object(v_item.source_id, v_open.posting);
        v_changed := v_changed + (v_open.outcome <> 'opened')::int;
      end if;
    end if;
  end loop;
  v_added := public.add_postings(p_source, p_target, v_new);
  perform public.touch_sightings(p_source, p_target, v_unchanged);
  -- Last: whoever holds this waits for nobody.
  if v_added <> '{}' or v_written <> '{}' then
    v_again := public.identify_postings(p_source, p, v_added, v_written, p_up_to);
  end if;
  return jsonb_build_object('seen', v_seen, 'changed', v_changed, 'again', v_again, 'added',
    v_opened + (select count(*) from jsonb_each_text(v_added) where not v_again @> array[key]));
end;
$function$;


-- uuid_or_null --------------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.uuid_or_null(p_text text)
 RETURNS uuid
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case when p_text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_text::uuid end;
$function$;


-- uuids_in ------------------------------------------------------------------------------------------------------------

-- migrations/20261123000200_dead_letters.sql
CREATE OR REPLACE FUNCTION public.uuids_in(p_text text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select array(select distinct lower(m[1]) from regexp_matches(p_text, '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})', 'gi') m);
$function$;


-- verdicts_of ---------------------------------------------------------------------------------------------------------

-- migrations/20261123000300_operators.sql
CREATE OR REPLACE FUNCTION public.verdicts_of(s subscribers)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object(
    'verdict', v.verdict, 'reason', v.reason, 'at', v.at,
    'posting', jsonb_build_object('occupation', o.occupation, 'company', o.company, 'level', o.level,
                                  'careerPaths', o.career_paths)) order by v.at desc, v.match_id), '[]')
  from (
    select * from public.verdicts where subscriber_id = s.id and at > coalesce(s.taste_reset_at, '-infinity')
    order by at desc limit 100
  ) v
  join public.matches m on m.id = v.match_id join public.postings o on o.id = m.posting_id;
$function$;


-- verification_page ---------------------------------------------------------------------------------------------------

-- migrations/20261122100300_life_cycle.sql; the ingress calls it, as anon
CREATE OR REPLACE FUNCTION public.verification_page(p_request uuid, p_key_hash text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'locale', s.locale,
    'state', case when s.status = 'active' then 'confirmed'
                  when r.consumed_at is not null or r.expires_at <= now() then 'expired' else 'open' end,
    'progress_id', s.progress_id)
  from public.email_verification_requests r join public.subscribers s on s.id = r.subscriber_id
  where r.id = p_request and s.link_key_sha256 = p_key_hash;
$function$;


-- verification_request ------------------------------------------------------------------------------------------------

-- migrations/20261121000500_people_functions.sql
CREATE OR REPLACE FUNCTION public.verification_request(p_request uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object('subscriberId', s.id, 'timeZone', s.time_zone, 'cadence', s.cadence, 'tier', s.tier)
  from public.email_verification_requests r join public.subscribers s on s.id = r.subscriber_id
  where r.id = p_request;
$function$;


-- waiting_billing -----------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.waiting_billing(p_limit integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(id), '[]') from (
    select id from (
      (select subscriber_id as id, asked_at as since from public.billing
       where asked_at < now() - interval '1 minute' order by asked_at limit p_limit)
      union all
      (select subscriber_id, recheck_at from public.billing
       where recheck_at <= now() order by recheck_at limit p_limit)) w
    group by id order by min(since) limit p_limit) due;
$function$;


-- waiting_erasures ----------------------------------------------------------------------------------------------------

-- migrations/20261124000100_billing.sql
CREATE OR REPLACE FUNCTION public.waiting_erasures(p_limit integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(jsonb_agg(jsonb_build_object('subscriberId', id, 'keyHash', link_key_sha256)), '[]') from (
    select id, link_key_sha256 from public.subscribers
    where erasure_asked_at < now() - interval '10 minutes' order by erasure_asked_at limit p_limit) w;
$function$;


-- wanted_targets ------------------------------------------------------------------------------------------------------

-- migrations/20261122000100_supply_targets.sql
CREATE OR REPLACE FUNCTION public.wanted_targets(p_limit integer)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with active as (
    select id, wishes -> 'cities' as cities, wishes -> 'countries' as countries, wishes -> 'careerPaths' as paths
    from public.subscribers where status = 'active'
  ), places as (
    select a.id, c ->> 'country' as country, c ->> 'name' as city
    from active a cross join jsonb_array_elements(case jsonb_typeof(a.cities) when 'array' then a.cities else '[]' end) c
    union
    select a.id, c, null
    from active a cross join jsonb_array_elements_text(case jsonb_typeof(a.countries) when 'array' then a.countries else '[]' end) c
  ), paths as (
    select distinct a.id, nullif(p, 'unsure') as path
    from active a cross join jsonb_array_elements_text(
      case when jsonb_typeof(a.paths) = 'array' and a.paths <> '[]' then a.paths else '["unsure"]' end) p
  ), wanted as (
    select places.country, places.city, paths.path, count(*) as wanted
    from places join paths using (id)
    where places.country is not null
    group by places.country, places.city, paths.path
    order by wanted desc, places.country, places.city, paths.path limit p_limit
  )
  select coalesce(jsonb_agg(to_jsonb(w) order by w.wanted desc, w.country, w.city, w.path), '[]') from wanted w;
$function$;


-- welcomed_at ---------------------------------------------------------------------------------------------------------

-- migrations/20261127000300_welcomed_at.sql
CREATE OR REPLACE FUNCTION public.welcomed_at(p_subscriber uuid)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select max(coalesce(settled_at, created_at)) from public.deliveries
  where subscriber_id = p_subscriber and kind = 'digest' and period like 'welcome%' and status not in ('skipped', 'failed');
$function$;


-- write_posting -------------------------------------------------------------------------------------------------------

-- migrations/20261201000210_places_of_the_nearest.sql
CREATE OR REPLACE FUNCTION public.write_posting(p_posting uuid, p_source text, p jsonb, p_reposted boolean)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_alone boolean := not exists (select from public.sightings where posting_id = p_posting
                                 and (source, source_id) is distinct from (p_source, p ->> 'sourceId'));
begin
  update public.postings o
  set content_hash = p ->> 'contentHash', source = p_source, source_id = p ->> 'sourceId',
      quality = coalesce((p ->> 'quality')::smallint, 0), url = f.url, title = f.title, company = f.company,
      locations = case
        when v_alone or p ->> 'sameWords' = 'false' and (p ->> 'quality')::int / 1000 > o.quality / 1000 then f.locations
        else public.joined_locations(f.locations, o.locations)
      end,
      remote = f.remote, level = f.level, programme = f.programme, employment = f.employment,
      career_paths = f."careerPaths", occupation = f.occupation, languages = f.languages,
      experience_years = f."experienceYears", degree = f.degree, visa = f.visa, salary = f.salary,
      posted_at = f."postedAt", valid_through = f."validThrough", description = f.description, lang = f.lang,
      confidence = f.confidence, changed_at = clock_timestamp()
  from public.posting_fields(p -> 'posting') f
  where o.id = p_posting and case
    when o.source = p_source and o.source_id = p ->> 'sourceId' then o.content_hash <> p ->> 'contentHash'
    else p_reposted or (p ->> 'quality')::smallint > o.quality
      or not public.still_seen(o.source, o.source_id)
  end;
  if not found then
    perform public.join_locations(p_posting, p #> '{posting,locations}')
    from public.postings o
    where o.id = p_posting and not v_alone and (coalesce((p ->> 'sameWords')::boolean, false)
      or coalesce((p ->> 'quality')::int, 0) / 1000 >= o.quality / 1000);
    return false;
  end if;
  update public.postings set dedupe_key = p ->> 'dedupeKey' where id = p_posting;
  return true;
exception when unique_violation then
  -- It has become the same as another open posting: that one goes on, with this one's sightings.
  update public.postings set closed_at = now(), closed_reason = 'duplicate', changed_at = clock_timestamp()
  where id = p_posting;
  update public.sightings s set posting_id = o.id from public.postings o
  where s.posting_id = p_posting and o.dedupe_key = p ->> 'dedupeKey' and o.closed_at is null;
  return true;
end;
$function$;
