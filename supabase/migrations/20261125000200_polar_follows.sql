-- Polar follows a change of address; what is paid for an erased person is ended and told; each time that a payment fails has a
-- mail of its own.

-- As subscribers.mailbox_hash: the mailboxes that they have left and Polar may have still; none = there is nothing to tell it.
-- The addresses themselves are kept nowhere.
alter table public.billing add column moved_from text[] not null default '{}';

-- As before, also where they moved from, and to.
create or replace function public.begin_billing(p_subscriber uuid)
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
    'email', v_row.email, 'movedFrom', v_known.moved_from,
    'known', case when coalesce(v_known.synced_at, v_known.customer_deleted_at) is not null then jsonb_build_object(
      'customerId', v_known.customer_id, 'subscriptionId', v_known.subscription_id, 'plan', v_known.plan,
      'status', v_known.status, 'periodEnd', v_known.period_end, 'endsAt', v_known.ends_at,
      'pastDueSince', v_known.past_due_since, 'graceUntil', v_known.grace_until,
      'customerDeleted', v_known.customer_deleted_at is not null) end,
    'held', coalesce((select held from public.billing_checks where part = 'all' order by at desc limit 1), false));
end;
$$;

-- As before; a payment that fails is told each time. `p` has movedFrom, too, as begin_billing gave it.
create or replace function public.store_billing(p jsonb)
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
$$;

-- Polar has been told of a move, or there is nobody to tell it of: `p` is {subscriberId, movedFrom (as begin_billing gave it),
-- known (Polar has a customer with their id)}. Who is at a checkout may be one soon; who has moved again since is told again.
-- What Polar has refused stays: a later move starts from there.
create function public.address_told(p jsonb)
returns void
language sql set search_path = '' as $$
  update public.billing set moved_from = '{}'
  where subscriber_id = (p ->> 'subscriberId')::uuid and to_jsonb(moved_from) = p -> 'movedFrom'
    and ((p ->> 'known')::boolean or not public.has_open_visit(subscriber_id));
$$;

-- As before; where they may be at Polar, it is told by the next reading.
create or replace function public.confirm_address(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- Who was erased while a checkout of theirs could still be paid: a hash of their id alone, which stands elsewhere only until Redis,
-- logs and dead letters have forgotten their jobs.
create table public.erased_buyers (
  subscriber_sha256 bytea primary key,
  at timestamptz not null default now(),
  -- Polar's id of each subscription that was paid after all -> the event that tells an operator of it; null = it has.
  owed jsonb not null default '{}'
);
create index erased_buyers_age on public.erased_buyers (at);
alter table public.erased_buyers enable row level security;

-- Who may yet pay: their checkouts cannot be closed. Polar keeps each open for an hour (also one whose address never came to
-- us), and a payment takes its time to be made: another hour.
create function public.keep_buyers(p_ids uuid[])
returns void
language sql set search_path = '' as $$
  insert into public.erased_buyers (subscriber_sha256)
  select distinct sha256(subscriber_id::text::bytea) from public.billing_visits
  where subscriber_id = any (p_ids) and destination = 'checkout'
    and coalesce(expires_at, asking_since + interval '1 hour') > now() - interval '1 hour'
  on conflict do nothing;
$$;

-- As before, also the visits whose pages are kept.
create or replace function public.begin_erasure(p jsonb)
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
$$;

-- Whether it is an erased person whom Polar tells of as a buyer.
create function public.is_erased_buyer(p_subscriber uuid)
returns boolean
language sql stable set search_path = '' as $$
  select exists (select from public.erased_buyers where subscriber_sha256 = sha256(p_subscriber::text::bytea));
$$;

-- Money to be given back. `p_owed` as erased_buyers.owed: of events that come together the first has each subscription to tell.
create function public.owe_back(p_subscriber uuid, p_owed jsonb)
returns jsonb
language sql set search_path = '' as $$
  update public.erased_buyers set owed = p_owed || owed
  where subscriber_sha256 = sha256(p_subscriber::text::bytea) returning owed;
$$;

create function public.owed_told(p_subscriber uuid, p_subscriptions text[])
returns void
language sql set search_path = '' as $$
  update public.erased_buyers
  set owed = owed || (select coalesce(jsonb_object_agg(id, null::text), '{}') from unnest(p_subscriptions) id)
  where subscriber_sha256 = sha256(p_subscriber::text::bytea);
$$;

-- For operators: what erased people have paid after all, done or not: whether it was given back Polar knows.
create function public.operator_owed()
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('subscription', key, 'erasedAt', at) order by at desc, key), '[]')
  from public.erased_buyers, jsonb_object_keys(owed) key;
$$;

-- As before, and who may yet pay is known by a hash.
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
  perform public.keep_buyers(p_ids);
  delete from public.dead_letters where ids && p_ids::text[] and payload ? 'sealed';
  delete from public.subscribers where id = any (p_ids);
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$$;

-- As before, and those of whom nothing can come any more.
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
    when 'buyers' then
      delete from public.erased_buyers where subscriber_sha256 in (
        select subscriber_sha256 from public.erased_buyers where at < now() - interval '30 days' limit p_limit);
  end case;
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$$;
