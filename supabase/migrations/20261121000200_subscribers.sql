-- People: who signed up, what they agreed to, and who must not be written to.
create table public.subscribers (
  id uuid primary key default gen_random_uuid(),
  email text not null unique check (email = lower(btrim(email)) and length(email) between 3 and 254),
  -- keyed hash of the mailbox: what suppressions know a person by
  mailbox_hash text not null unique,
  name text check (length(name) <= 100),
  status text not null default 'unverified' check (status in ('unverified', 'active', 'unsubscribed')),
  tier text not null default 'free' check (tier in ('free', 'premium')),
  wishes jsonb not null check (jsonb_typeof(wishes) = 'object'),
  cadence text not null check (cadence in ('weekly', 'mon-wed-fri', 'daily')),
  time_zone text not null,
  -- the random key in every link of theirs: sealed for the workers, hashed for the read functions
  link_key_sealed text not null,
  link_key_sha256 text not null unique check (link_key_sha256 ~ '^[0-9a-f]{64}$'),
  -- the signup whose status page follows this person
  progress_id text,
  next_digest_at timestamptz,
  -- a planner that died gives its claim back at this time
  plan_claimed_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  verified_at timestamptz,
  unsubscribed_at timestamptz
);
create index subscribers_due on public.subscribers (next_digest_at) where status = 'active';
create index subscribers_unverified on public.subscribers (updated_at) where status = 'unverified';

create table public.consents (
  id uuid primary key default gen_random_uuid(),
  subscriber_id uuid not null references public.subscribers on delete cascade,
  -- the signup that gave it: a job that runs twice records it once
  signup_id text not null,
  wording text not null,
  ip_hash text,
  given_at timestamptz not null,
  confirmed_at timestamptz,
  withdrawn_at timestamptz,
  unique (subscriber_id, signup_id)
);

create table public.email_verification_requests (
  id uuid primary key default gen_random_uuid(),
  subscriber_id uuid not null references public.subscribers on delete cascade,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '48 hours',
  consumed_at timestamptz
);
create index email_verification_requests_subscriber on public.email_verification_requests (subscriber_id);
create index email_verification_requests_expiry on public.email_verification_requests (expires_at);

create table public.suppressions (
  mailbox_hash text primary key,
  reason text not null check (reason in ('complaint', 'bounce', 'erased', 'manual')),
  created_at timestamptz not null default now()
);

alter table public.subscribers enable row level security;
alter table public.consents enable row level security;
alter table public.email_verification_requests enable row level security;
alter table public.suppressions enable row level security;
