-- The life of a person here: consent, change of address, erasure, what is told to who hears nothing, and retention.

-- A change of address, which counts when both mailboxes have said yes.
create table public.address_changes (
  id uuid primary key default gen_random_uuid(),
  subscriber_id uuid not null references public.subscribers on delete cascade,
  -- the new one
  email text not null check (email = lower(btrim(email)) and length(email) between 3 and 254),
  mailbox_hash text not null,
  -- What the new mailbox's link carries. It is not proven yet: the subscriber's own key would open everything of theirs.
  key_sealed text not null,
  key_sha256 text not null,
  requested_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '48 hours',
  old_confirmed_at timestamptz,
  new_confirmed_at timestamptz,
  applied_at timestamptz
);
create index address_changes_subscriber on public.address_changes (subscriber_id);
create index address_changes_expiry on public.address_changes (expires_at);
alter table public.address_changes enable row level security;

alter table public.deliveries add column address_change_id uuid references public.address_changes on delete cascade;
create index deliveries_address_change on public.deliveries (address_change_id) where address_change_id is not null;
create index address_changes_mailbox on public.address_changes (mailbox_hash);
create index address_changes_email on public.address_changes (email);

-- As long as the link in the mail (lib/tokens).
alter table public.email_verification_requests alter column expires_at set default now() + interval '24 hours';

-- when they were asked, after a long silence, whether they still want jobs: once
alter table public.subscribers add column re_engaged_at timestamptz;

-- Rows that age finds: each leaves its index with what is done about it.
create index subscribers_quiet on public.subscribers (last_sign_at) where status = 'active' and re_engaged_at is null;
create index subscribers_left on public.subscribers (unsubscribed_at) where status = 'unsubscribed';
create index subscribers_erasing on public.subscribers (created_at) where status = 'erasing';
create index deliveries_unasked on public.deliveries (subscriber_id) where kind = 're_engagement' and status in ('skipped', 'failed');

-- Removes people with everything about them: the rows that hang on theirs, and the vendor's events of their mails.
create function public.forget_subscribers(p_ids uuid[])
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
  delete from public.subscribers where id = any (p_ids);
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$$;

-- The mails that forbid another one with links: three of an hour, of whatever kind, and one of a minute. Counted from when
-- it was asked for: what a crowd asked in one minute stays one mail, however late its jobs run. A verification is in the
-- way of another one in that minute only while it can be used: who has just left may come back at once.
-- `progress_id` = the way of the latest verification that is still open. No row = nothing is in the way.
drop function public.recent_link_mail(uuid, timestamptz);
create function public.recent_link_mail(p_subscriber uuid, p_kind text, p_asked_at timestamptz)
returns table (progress_id text)
language sql stable set search_path = '' as $$
  with asked as (
    select least(p_asked_at, now()) as at
  ), recent as (
    select d.progress_id, d.created_at, r.id is not null as open
    from public.deliveries d
    left join public.email_verification_requests r
      on r.id = d.request_id and r.consumed_at is null and r.expires_at > now()
    where d.subscriber_id = p_subscriber
      and d.kind in ('verification', 'already_subscribed', 'links')
      and d.created_at > (select at from asked) - interval '1 hour'
  )
  select (array_agg(r.progress_id order by r.created_at desc) filter (where r.open))[1]
  from recent r cross join asked
  having count(*) >= 3
    or bool_or(r.created_at > asked.at - interval '60 seconds'
               and (p_kind <> 'verification' or r.open or r.created_at >= asked.at));
$$;

-- Stores a signup. The row lock makes signups of one mailbox wait for each other; the last wishes win
-- until the person has confirmed, afterwards a signup changes nothing.
-- `mailboxHashes` are by the current secret and, while one is being replaced, by the other; the first is stored.
-- Returns {outcome: new|renewed|known|quiet|suppressed, deliveryId?, progressOf?, supersedes?}.
create or replace function public.store_signup(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_email text := p ->> 'email';
  v_progress text := p ->> 'progressId';
  v_hashes text[] := array(select jsonb_array_elements_text(p -> 'mailboxHashes'));
  v_new boolean;
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

-- Promises fresh links to a mailbox, if it has a subscriber: preferences to who is active (or left and
-- asks for links), a verification to everybody else. Returns {deliveryId?}.
create or replace function public.request_links(p_email text, p_what text, p_period text)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- Null = not this key.
create or replace function public.verification_page(p_request uuid, p_key_hash text)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'locale', s.locale,
    'state', case when s.status = 'active' then 'confirmed'
                  when r.consumed_at is not null or r.expires_at <= now() then 'expired' else 'open' end,
    'progress_id', s.progress_id)
  from public.email_verification_requests r join public.subscribers s on s.id = r.subscriber_id
  where r.id = p_request and s.link_key_sha256 = p_key_hash;
$$;

-- Consumes a verification once, starts the subscription and promises the welcome digest. Only this lifts an unsubscribe
-- or an erasure, since a signup may be anybody's; a complaint or a bounce is lifted by nothing.
-- A confirmed person who confirms again changes nothing. Returns {outcome: confirmed|already|expired, ...}.
create or replace function public.confirm_subscriber(p_request uuid, p_next_digest_at timestamptz)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- Mails to many that nobody waits for, against those that somebody has just asked for.
create function public.is_bulk(p_kind text)
returns boolean
language sql immutable set search_path = '' as $$
  select p_kind in ('digest', 'still_looking', 're_engagement');
$$;

-- Ends a subscription at once: nothing that was asked for with it is sent any more, and what was set for a while is over.
create or replace function public.unsubscribe_subscriber(p_subscriber uuid)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- Promises a word on a digest day without a digest, to who wants one. A welcome that is looked for again every morning is
-- not such a day, nor one that an operator asked for. The digest itself wakes nobody: the sweep asks for this mail. Once a statement, since a
-- trigger a row was seen to make an empty digest cost half as much again.
create function public.promise_still_looking()
returns trigger
language plpgsql set search_path = '' as $$
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
$$;
create trigger deliveries_still_looking after update on public.deliveries
  referencing new table as changed for each statement execute function public.promise_still_looking();

-- Asks once ever whether a subscription is still wanted: after half a year without a sign, and not while sending is
-- stopped. Whoever does not answer goes on getting digests. Returns how many were promised.
create function public.promise_re_engagement(p_limit int)
returns int
language plpgsql set search_path = '' as $$
declare
  v_promised int;
begin
  if exists (select from public.sending_stops where resumed_at is null) then
    return 0;
  end if;
  -- What did not go out has asked nobody: again after a week.
  update public.subscribers s set re_engaged_at = null from public.deliveries d
  where d.kind = 're_engagement' and d.status in ('skipped', 'failed') and d.settled_at < now() - interval '7 days'
    and s.id = d.subscriber_id and s.status = 'active' and s.re_engaged_at is not null;
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
$$;

-- Notes that a person wants to stay. Returns whether there is such a subscription.
create function public.record_sign(p_subscriber uuid)
returns boolean
language plpgsql set search_path = '' as $$
begin
  update public.subscribers set last_sign_at = now() where id = p_subscriber and status = 'active';
  return found;
end;
$$;
