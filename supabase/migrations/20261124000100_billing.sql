-- Premium: what Polar says of each person who has been there, the ways that led there, and the checks of all of it.
-- Polar decides; `billing` is what it said last, and subscribers.tier follows from that alone. Locks: the person's row first.

-- What Polar said last about a person. A row begins with the first checkout, or the first word from Polar.
create table public.billing (
  subscriber_id uuid primary key references public.subscribers on delete cascade,
  customer_id uuid,
  subscription_id uuid,
  plan text check (plan in ('monthly', 'quarterly')),
  -- the subscription's, in Polar's words; null = there was none
  status text check (length(status) <= 40),
  -- until when it is paid for
  period_end timestamptz,
  -- when it ends for good: cancelled; null = it goes on
  ends_at timestamptz,
  past_due_since timestamptz,
  -- until when premium goes on without a payment
  grace_until timestamptz,
  customer_deleted_at timestamptz,
  -- since when something of Polar waits to be read; null = all is read
  asked_at timestamptz,
  -- when to read again, whatever Polar tells
  recheck_at timestamptz,
  -- One count for this row: each reading that begins takes a number, each event too. `asked` = the last event's,
  -- `applied` = the last that was given when a reading was stored.
  ticket bigint not null default 0,
  asked bigint not null default 0,
  applied bigint not null default 0,
  synced_at timestamptz,
  -- the nightly run that met its subscription at Polar
  seen_at timestamptz,
  created_at timestamptz not null default now()
);
create index billing_customer on public.billing (customer_id) where customer_id is not null;
create index billing_subscription on public.billing (subscription_id) where subscription_id is not null;
create index billing_asked on public.billing (asked_at) where asked_at is not null;
create index billing_recheck on public.billing (recheck_at) where recheck_at is not null;
create index billing_running on public.billing (plan) include (status, ends_at, grace_until)
  where status in ('trialing', 'active', 'past_due');

-- A person's ways to Polar. Several may lead to one checkout.
create table public.billing_visits (
  -- opens nothing: its page's address has it sealed
  id uuid primary key,
  subscriber_id uuid not null references public.subscribers on delete cascade,
  destination text not null check (destination in ('checkout', 'portal')),
  checkout_id uuid,
  url_sealed text,
  -- Polar is being asked; a worker that died loses its turn after a while
  asking_since timestamptz,
  expires_at timestamptz,
  settled_at timestamptz,
  created_at timestamptz not null default now()
);
create index billing_visits_subscriber on public.billing_visits (subscriber_id, created_at);
create index billing_visits_age on public.billing_visits (created_at);

-- What comparing with Polar found: numbers.
create table public.billing_checks (
  id uuid primary key default gen_random_uuid(),
  at timestamptz not null default now(),
  -- all: every subscription; endpoint: whether Polar still tells us
  part text not null check (part in ('all', 'endpoint')),
  looked int,
  differing int,
  -- premium here, unknown there
  unseen int,
  -- paying there, unknown here
  strangers int,
  -- people with two subscriptions that run
  doubled int,
  -- how many are read again because of it
  asked int,
  -- too many would lose premium: nobody was touched
  held boolean not null default false,
  endpoint text check (endpoint in ('enabled', 'disabled', 'missing'))
);
create index billing_checks_latest on public.billing_checks (part, at desc);
create index billing_checks_age on public.billing_checks (at);

alter table public.billing enable row level security;
alter table public.billing_visits enable row level security;
alter table public.billing_checks enable row level security;

-- when they asked to be erased, and Polar was asked first
alter table public.subscribers add column erasure_asked_at timestamptz;
create index subscribers_erasure on public.subscribers (erasure_asked_at) where erasure_asked_at is not null;
create index subscribers_premium on public.subscribers (id) where tier = 'premium';

-- What a mail is about, frozen when it is promised: {plan, until, cadence?, ends?, unpaid?, left?};
-- of a digest {tier}, see store_billing.
alter table public.deliveries add column about jsonb;
alter table public.deliveries drop constraint deliveries_kind_check;
alter table public.deliveries add constraint deliveries_kind_check check (kind in (
  'verification', 'already_subscribed', 'links', 'digest', 'still_looking', 're_engagement',
  'address_confirmation', 'address_change', 'export', 'erasure_receipt',
  'premium_started', 'payment_failed', 'premium_ended'));

create index webhook_events_person on public.webhook_events ((data ->> 'subscriber_id')) where source = 'polar';

-- Ids that another system keeps for us may be anything.
create function public.uuid_or_null(p_text text)
returns uuid
language sql immutable set search_path = '' as $$
  select case when p_text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then p_text::uuid end;
$$;

-- Whether somebody may be at Polar now, where what they do may never be told: at a checkout as long as they have not bought.
create function public.has_open_visit(p_subscriber uuid)
returns boolean
language sql stable set search_path = '' as $$
  select exists (select from public.billing_visits v join public.subscribers s on s.id = v.subscriber_id
                 where v.subscriber_id = p_subscriber and (v.destination = 'portal' or s.tier = 'free')
                   and (v.expires_at > now() or v.asking_since > now() - interval '1 hour'));
$$;

-- Whose something of Polar's is: {subscriberId (as our checkout wrote it on what it sold, else the customer's external id),
-- customerId?, subscriptionId?}; null = nobody's of ours. Polar takes a buyer for the customer who has the address that they
-- typed, and that one keeps its external id, which may be of an earlier life: then ids count that a reading has brought.
create function public.known_at_polar(p jsonb)
returns uuid
language sql stable set search_path = '' as $$
  select coalesce(
    (select id from public.subscribers where id = public.uuid_or_null(p ->> 'subscriberId') and status <> 'erasing'),
    (select subscriber_id from public.billing
     where subscription_id = public.uuid_or_null(p ->> 'subscriptionId') order by created_at, subscriber_id limit 1),
    (select subscriber_id from public.billing
     where customer_id = public.uuid_or_null(p ->> 'customerId') order by created_at, subscriber_id limit 1));
$$;

-- Begins a way to Polar: `p` is {id, subscriberId, keyHash, to}. Returns {outcome}: gone (not this key, being erased, or a
-- checkout for who gets no digests), unneeded (they have premium), owed (a payment is open or it is paused: the portal is the
-- place), busy {visit} (that one asks Polar for a checkout right now), open {checkoutId?, urlSealed, expiresAt} (there is one
-- already), or ask {email, locale, customerId}.
create function public.begin_visit(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- Polar has answered: `p` is {id, checkoutId?, urlSealed?, expiresAt?}. Returns whether it may still be gone: not by who
-- asked to be erased meanwhile.
create function public.settle_visit(p jsonb)
returns boolean
language plpgsql set search_path = '' as $$
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
$$;

-- Nothing came of a visit, nor of others that lead to the same checkout: the next click asks Polar anew.
create function public.drop_visit(p_id uuid)
returns void
language sql set search_path = '' as $$
  delete from public.billing_visits v using public.billing_visits d
  where d.id = p_id and (v.id = d.id or v.subscriber_id = d.subscriber_id and v.checkout_id = d.checkout_id);
$$;

-- Notes an event of Polar, once: {eventId, type, at, subscriberId?, customerId?, subscriptionId?, orderId?, detail?}. It says
-- no more than that there is something to read, and of whom: see known_at_polar. Returns {outcome: noted|seen|stranger,
-- subscriberId?}; of an event about nobody here, or who is being erased, no id stays.
create function public.note_billing_event(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- Before Polar is asked about a person: what is known of them, and the ticket of this reading. Null = nobody, or being
-- erased. `known` is null until Polar has said anything; `due` is for store_billing's `before`, `held` says that the last
-- comparison was.
create function public.begin_billing(p_subscriber uuid)
returns jsonb
language plpgsql set search_path = '' as $$
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
    'due', v_row.next_digest_at, 'welcomeUntil', v_row.welcome_until, 'pausedUntil', v_row.paused_until,
    'known', case when coalesce(v_known.synced_at, v_known.customer_deleted_at) is not null then jsonb_build_object(
      'customerId', v_known.customer_id, 'subscriptionId', v_known.subscription_id, 'plan', v_known.plan,
      'status', v_known.status, 'periodEnd', v_known.period_end, 'endsAt', v_known.ends_at,
      'pastDueSince', v_known.past_due_since, 'graceUntil', v_known.grace_until,
      'customerDeleted', v_known.customer_deleted_at is not null) end,
    'held', coalesce((select held from public.billing_checks where part = 'all' order by at desc limit 1), false));
end;
$$;

-- Stores what Polar said after begin_billing: tier, next digest, the row and the mails about it together. `p` is
-- {subscriberId, ticket, before, cadence?, next?, tier, customerId, subscriptionId, plan, status, periodEnd, endsAt, pastDueSince,
-- graceUntil, recheckAt}. A reading counts only if it began after the last one that counted was stored: so the tier
-- follows Polar's own order, whoever reads when. Returns {outcome, change: started|ended|null, deliveries: [ids], visits:
-- [ids]}; outcome is stored, gone, outrun (another reading was stored meanwhile: read again) or moved (the digest's time
-- is not `before` any more, or the cadence another: reckon again).
create function public.store_billing(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
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
      -- They may be there still, or again since Polar was asked.
      recheck_at = least((p ->> 'recheckAt')::timestamptz,
                         case when public.has_open_visit(b.subscriber_id) then now() + interval '3 minutes' end),
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
    select 'payment_failed', v_subscription || ':' || to_char((p ->> 'pastDueSince')::timestamptz at time zone 'UTC', 'YYYY-MM-DD'),
           (p ->> 'graceUntil')::timestamptz, null, null, null
    where v_tier = 'premium' and p ->> 'status' = 'past_due'
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
$$;

-- People whom Polar should be asked about: an event that nobody has followed for a minute, or the time has come.
create function public.waiting_billing(p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(id), '[]') from (
    select id from (
      (select subscriber_id as id, asked_at as since from public.billing
       where asked_at < now() - interval '1 minute' order by asked_at limit p_limit)
      union all
      (select subscriber_id, recheck_at from public.billing
       where recheck_at <= now() order by recheck_at limit p_limit)) w
    group by id order by min(since) limit p_limit) due;
$$;

-- Compares subscriptions that Polar lists as running with ours, a page of them: {run, rows: [{subscriberId (as our
-- checkout wrote it on what it sold, else the customer's external id, whatever it is), customerId, subscriptionId, plan (null =
-- of no product that we know), status, endsAt, periodEnd}]}; known_at_polar says whose. `run` = when it began: what was read
-- from Polar since then, or waits to be, is not compared. Ours is marked as seen. Of two subscriptions of one person the one
-- that counts is compared. Returns {differing: [ids], strangers: n}.
create function public.compare_billing(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- Who has premium here though this run has met no subscription of theirs at Polar, and nothing was read of them since it
-- began. Returns {premium: all who have it, unseen: n, ids: at most p_limit of those}.
create function public.unseen_billing(p_run timestamptz, p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  with premium as materialized (
    select s.id, coalesce(b.seen_at < p_run, true) and coalesce(b.synced_at < p_run, true) and b.asked_at is null as unseen
    from public.subscribers s left join public.billing b on b.subscriber_id = s.id
    where s.tier = 'premium' and s.erasure_asked_at is null
  )
  select jsonb_build_object(
    'premium', count(*), 'unseen', count(*) filter (where unseen),
    'ids', (select coalesce(jsonb_agg(id), '[]') from (select id from premium where unseen order by id limit p_limit) few))
  from premium;
$$;

-- Keeps what a check found: {part, looked?, differing?, unseen?, strangers?, doubled?, asked?, held?, endpoint?}.
create function public.store_billing_check(p jsonb)
returns void
language sql set search_path = '' as $$
  insert into public.billing_checks (part, looked, differing, unseen, strangers, doubled, asked, held, endpoint)
  values (p ->> 'part', (p ->> 'looked')::int, (p ->> 'differing')::int, (p ->> 'unseen')::int, (p ->> 'strangers')::int,
          (p ->> 'doubled')::int, (p ->> 'asked')::int, coalesce((p ->> 'held')::boolean, false), p ->> 'endpoint');
$$;

-- For the operators' figures, by indexes that hold who runs or waits. Who waits: something of Polar is to be read, or the
-- time to look again has come. `erasing`: people whom Polar has to forget first. `undelivered`: premium, and no digests: they
-- left, or their mailbox takes none. `check.since`: the last comparison, or, before the first, when there was somebody to compare.
create function public.billing_figures()
returns jsonb
language sql stable set search_path = '' as $$
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
$$;

-- What `ops billing show` tells of a person, without the ways that only they may go. Null = there is no such person.
create function public.operator_billing(p_who text)
returns jsonb
language plpgsql stable set search_path = '' as $$
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
$$;

-- What a person's page about premium shows. `status` is the subscription's in Polar's words (null = there was none),
-- `subscribed` whether they get digests, `customer` whether Polar knows them. Null = not this key, or being erased.
create function public.billing_page(p_subscriber uuid, p_key_hash text)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'locale', s.locale, 'time_zone', s.time_zone, 'subscribed', s.status = 'active',
    'tier', s.tier, 'cadence', s.cadence, 'status', b.status, 'plan', b.plan, 'period_end', b.period_end,
    'ends_at', b.ends_at, 'grace_until', b.grace_until, 'customer', b.customer_id is not null and b.customer_deleted_at is null)
  from public.subscribers s left join public.billing b on b.subscriber_id = s.id
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash and s.erasure_asked_at is null;
$$;
grant execute on function public.billing_page(uuid, text) to anon;

-- Begins to erase a person: `p` is {subscriberId, keyHash}. Their mails end at once, and nothing is read or stored of them
-- any more, and no verification that is still open brings them back; everything goes by erase_subscriber when Polar has
-- forgotten them. Returns {outcome: gone|ready, atPolar: it may know them, customerId: who they are there, if that is known}.
create function public.begin_erasure(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_id uuid := (p ->> 'subscriberId')::uuid;
  v_known public.billing;
begin
  update public.subscribers set erasure_asked_at = coalesce(erasure_asked_at, now())
  where id = v_id and link_key_sha256 = p ->> 'keyHash' and status <> 'erasing';
  if not found then
    return jsonb_build_object('outcome', 'gone');
  end if;
  perform public.unsubscribe_subscriber(v_id);
  update public.email_verification_requests set consumed_at = now() where subscriber_id = v_id and consumed_at is null;
  update public.billing set asked_at = null, recheck_at = null where subscriber_id = v_id returning * into v_known;
  return jsonb_build_object(
    'outcome', 'ready',
    -- An event has told of them, a reading has found them, or they have been at a checkout.
    'atPolar', v_known.customer_deleted_at is null and (v_known.customer_id is not null or coalesce(v_known.asked, 0) > 0)
      or exists (select from public.billing_visits where subscriber_id = v_id and checkout_id is not null),
    'customerId', case when v_known.customer_deleted_at is null then v_known.customer_id end);
end;
$$;

-- Polar has forgotten a person.
create function public.customer_forgotten(p_subscriber uuid)
returns void
language sql set search_path = '' as $$
  update public.billing set customer_deleted_at = coalesce(customer_deleted_at, now()) where subscriber_id = p_subscriber;
$$;

-- Takes the address from people whom Polar has to forget before their rows can go: their erasure goes on without it.
create function public.detach_subscribers(p_ids uuid[])
returns void
language sql set search_path = '' as $$
  update public.subscribers
  set email = id::text, mailbox_hash = id::text, name = null, erasure_asked_at = coalesce(erasure_asked_at, now())
  where id = any (p_ids);
  update public.deliveries set status = 'skipped', reason = 'unsubscribed', settled_at = now()
  where subscriber_id = any (p_ids) and status in ('planned', 'pending');
  -- Nothing is left that it could be composed of; the others of its request go out without it, as in claim_deliveries.
  update public.deliveries
  set status = 'unknown', reason = 'erased before the sending was settled', settled_at = now(), batch_id = null
  where subscriber_id = any (p_ids) and status = 'sending';
$$;

-- As before, also for who is to be erased and comes back before that is done.
create or replace function public.store_signup(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
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
    if not v_new then
      update public.subscribers
      set name = p ->> 'name', wishes = p -> 'wishes', cadence = p ->> 'cadence', time_zone = p ->> 'timeZone',
          locale = coalesce(p ->> 'locale', locale), updated_at = now()
      where id = v_row.id;
    end if;
    insert into public.consents (subscriber_id, signup_id, wording, ip_hash, given_at)
    values (v_row.id, v_progress, p #>> '{consent,wording}', p #>> '{consent,ipHash}', (p #>> '{consent,at}')::timestamptz)
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
$$;

-- Erasures that began and did not end: [{subscriberId, keyHash}], the oldest first.
create function public.waiting_erasures(p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('subscriberId', id, 'keyHash', link_key_sha256)), '[]') from (
    select id, link_key_sha256 from public.subscribers
    where erasure_asked_at < now() - interval '10 minutes' order by erasure_asked_at limit p_limit) w;
$$;

-- As before, with what a mail is about, and whose digest it is: of a free or of a premium person.
create or replace function public.batch_contents(p_batch uuid)
returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object(
    'id', d.id, 'kind', d.kind, 'period', d.period, 'requestId', d.request_id, 'progressId', d.progress_id,
    'createdAt', d.created_at, 'lookedAt', d.looked_at, 'more', d.more, 'why', d.why,
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
$$;

-- As before; nothing is left in a mail about premium either.
create or replace function public.erase_subscriber(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- As before, and Polar's events of theirs.
create or replace function public.forget_subscribers(p_ids uuid[])
returns int
language plpgsql set search_path = '' as $$
declare
  v_gone int;
begin
  -- The person before the event, as apply_mail_event locks them.
  perform from public.subscribers where id = any (p_ids) order by id for update;
  delete from public.webhook_events e using public.deliveries d
  where d.subscriber_id = any (p_ids) and d.provider_id is not null
    and e.source = 'resend' and e.data ->> 'email_id' = d.provider_id;
  delete from public.webhook_events where source = 'polar' and data ->> 'subscriber_id' = any (p_ids::text[]);
  delete from public.dead_letters where ids && p_ids::text[] and payload ? 'sealed';
  delete from public.subscribers where id = any (p_ids);
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$$;

-- As before, and what is known of them at Polar: all but the ways that only they may go.
create or replace function public.everything_about(p_subscriber uuid)
returns jsonb
language plpgsql stable set search_path = '' as $$
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
$$;

-- Ends people who left long ago. Polar has the name and address of some, too, and forgets first: their erasure goes on
-- without a mail, unlike that of who asks for it.
create function public.forget_left(p_ids uuid[])
returns int
language plpgsql set search_path = '' as $$
declare
  v_known uuid[] := array(select subscriber_id from public.billing
                          where subscriber_id = any (p_ids) and customer_id is not null and customer_deleted_at is null);
begin
  perform public.detach_subscribers(v_known);
  return cardinality(v_known) + public.forget_subscribers(array(select unnest(p_ids) except select unnest(v_known)));
end;
$$;

-- As before; not who still pays, whom Polar knows by an erasure, and what is over of visits and checks.
create or replace function public.purge(p_kind text, p_limit int)
returns int
language plpgsql set search_path = '' as $$
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
  end case;
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$$;
