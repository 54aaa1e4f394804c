-- Promises: one row a mail that we owe, the postings it carries, and the requests that carried mails away.
create table public.email_batches (
  -- also the idempotency key: composition and key exist before anything is sent
  id uuid primary key default gen_random_uuid(),
  status text not null default 'open' check (status in ('open', 'sent', 'failed', 'unknown', 'dissolved')),
  -- a request may have reached the vendor: from here on only the same key and composition may be sent
  maybe_sent boolean not null default false,
  -- one sender at a time; a sender that died loses the batch at this time
  lease_until timestamptz,
  -- its sender gave it back and tries again by itself
  released_at timestamptz,
  reason text,
  created_at timestamptz not null default now(),
  settled_at timestamptz
);
create index email_batches_open on public.email_batches (created_at) where status = 'open';

create table public.deliveries (
  id uuid primary key default gen_random_uuid(),
  subscriber_id uuid not null references public.subscribers on delete cascade,
  kind text not null check (kind in ('verification', 'already_subscribed', 'links', 'digest')),
  -- what makes it one: the signup, or the local day of a digest
  period text not null check (length(period) between 1 and 60),
  -- planned (owed, not yet filled) -> pending -> sending -> sent | failed | unknown; or skipped, with its reason
  status text not null check (status in ('planned', 'pending', 'sending', 'sent', 'skipped', 'failed', 'unknown')),
  reason text,
  request_id uuid references public.email_verification_requests on delete set null,
  progress_id text,
  batch_id uuid references public.email_batches on delete set null,
  provider_id text,
  looked_at int,
  more int,
  -- the vendor asked for a pause: neither its job nor the sweep tries before
  not_before timestamptz,
  created_at timestamptz not null default now(),
  settled_at timestamptz,
  unique (subscriber_id, kind, period)
);
create index deliveries_open on public.deliveries (created_at) where status in ('planned', 'pending', 'sending');
create index deliveries_batch on public.deliveries (batch_id);
create index deliveries_request on public.deliveries (request_id);

create table public.matches (
  id uuid primary key default gen_random_uuid(),
  subscriber_id uuid not null references public.subscribers on delete cascade,
  posting_id uuid not null references public.postings on delete cascade,
  delivery_id uuid not null references public.deliveries on delete cascade,
  rank int not null check (rank > 0),
  score int not null check (score between 0 and 100),
  parts jsonb not null,
  reasons text[] not null,
  gaps text[] not null,
  -- when the posting was last seen, as the mail says it: frozen, since the posting is seen again later
  checked_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  unique (subscriber_id, posting_id)
);
create index matches_delivery on public.matches (delivery_id);
create index matches_posting on public.matches (posting_id);

create table public.webhook_events (
  source text not null check (source in ('resend', 'polar')),
  -- the sender's own event id: the same event again changes nothing
  event_id text not null,
  type text not null,
  data jsonb not null,
  received_at timestamptz not null default now(),
  processed_at timestamptz,
  primary key (source, event_id)
);
create index webhook_events_waiting on public.webhook_events (received_at) where processed_at is null;

alter table public.email_batches enable row level security;
alter table public.deliveries enable row level security;
alter table public.matches enable row level security;
alter table public.webhook_events enable row level security;
