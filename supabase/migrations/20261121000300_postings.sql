-- Supply: postings, where each was seen, the runs that saw them and the replies as they came.
create table public.postings (
  id uuid primary key default gen_random_uuid(),
  -- blocking key: two open postings with one key are one posting (lib/postings/dedupe-key.ts)
  dedupe_key text not null,
  source text not null,
  source_id text not null,
  url text not null check (url ~ '^https?://'),
  title text not null check (length(title) between 1 and 300),
  company text not null check (length(company) <= 200),
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
  posted_at timestamptz,
  valid_through timestamptz,
  description text not null,
  lang text,
  confidence jsonb not null,
  -- hash of what a reader would notice: a touch without a change is not a change
  content_hash text not null,
  first_seen_at timestamptz not null default now(),
  checked_at timestamptz not null default now(),
  changed_at timestamptz not null default clock_timestamp(),
  closed_at timestamptz,
  closed_reason text
);
create unique index postings_open_key on public.postings (dedupe_key) where closed_at is null;
-- the catalogue's cursor: what changed since, in order
create index postings_changed on public.postings (changed_at, id);
create index postings_open_since on public.postings (first_seen_at) where closed_at is null;

create table public.sightings (
  source text not null,
  source_id text not null,
  posting_id uuid not null references public.postings on delete cascade,
  target text not null,
  url text not null,
  first_seen_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  primary key (source, source_id)
);
create index sightings_posting on public.sightings (posting_id);

create table public.source_runs (
  id uuid primary key default gen_random_uuid(),
  source text not null,
  target text not null,
  status text not null default 'running' check (status in ('running', 'done', 'failed')),
  -- the whole of the target was seen: only then is absence a sign
  complete boolean not null default false,
  pages int not null default 0,
  seen int not null default 0,
  added int not null default 0,
  changed int not null default 0,
  rejected int not null default 0,
  error text,
  started_at timestamptz not null default now(),
  finished_at timestamptz
);
create index source_runs_latest on public.source_runs (source, target, started_at desc);
create index source_runs_started on public.source_runs (started_at);

create table public.raw_replies (
  id bigint generated always as identity primary key,
  run_id uuid not null references public.source_runs on delete cascade,
  cursor text,
  body text not null,
  fetched_at timestamptz not null default now(),
  unique nulls not distinct (run_id, cursor)
);
create index raw_replies_age on public.raw_replies (fetched_at);

create table public.job_cache (
  key text primary key,
  source text not null,
  result jsonb not null,
  fetched_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index job_cache_expiry on public.job_cache (expires_at);

alter table public.postings enable row level security;
alter table public.sightings enable row level security;
alter table public.source_runs enable row level security;
alter table public.raw_replies enable row level security;
alter table public.job_cache enable row level security;
