-- What happens to a person, each in one call: sign up, ask again, confirm, leave.

-- The latest mail that carries links and forbids another one: one a minute, three an hour. Counted from when it
-- was asked for: what a crowd asked in one minute stays one mail, however late its jobs run.
-- The rule counts kinds together, so that known and new addresses cannot be told apart by it.
create function public.recent_link_mail(p_subscriber uuid, p_asked_at timestamptz)
returns table (progress_id text)
language sql stable set search_path = '' as $$
  with recent as (
    select d.progress_id, d.created_at, count(*) over () as in_hour
    from public.deliveries d
    where d.subscriber_id = p_subscriber
      and d.kind in ('verification', 'already_subscribed', 'links')
      and d.created_at > least(p_asked_at, now()) - interval '1 hour'
  )
  select r.progress_id from recent r
  where r.in_hour >= 3 or r.created_at > least(p_asked_at, now()) - interval '60 seconds'
  order by r.created_at desc limit 1;
$$;

-- Promises the mail that a person in this state gets when links are asked for.
create function public.promise_link_mail(p_subscriber uuid, p_kind text, p_period text, p_progress text)
returns uuid
language plpgsql set search_path = '' as $$
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
$$;

-- Stores a signup. The row lock makes signups of one mailbox wait for each other; the last wishes win
-- until the person has confirmed, afterwards a signup changes nothing.
-- Returns {outcome: new|renewed|known|quiet|suppressed, deliveryId?, progressOf?, supersedes?}.
create function public.store_signup(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_email text := p ->> 'email';
  v_progress text := p ->> 'progressId';
  v_new boolean;
  v_row public.subscribers;
  v_delivery uuid;
  v_recent record;
begin
  -- A person's own row keeps the hash of its first signup, also when the hashing secret has changed since.
  if exists (select from public.suppressions s where s.reason <> 'erased' and s.mailbox_hash in (
               p ->> 'mailboxHash', (select o.mailbox_hash from public.subscribers o where o.email = v_email))) then
    return jsonb_build_object('outcome', 'suppressed');
  end if;

  insert into public.subscribers (email, mailbox_hash, name, wishes, cadence, time_zone,
                                  link_key_sealed, link_key_sha256, progress_id)
  values (v_email, p ->> 'mailboxHash', p ->> 'name', p -> 'wishes', p ->> 'cadence', p ->> 'timeZone',
          p ->> 'linkKeySealed', p ->> 'linkKeySha256', v_progress)
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
      set name = p ->> 'name', wishes = p -> 'wishes', cadence = p ->> 'cadence',
          time_zone = p ->> 'timeZone', updated_at = now()
      where id = v_row.id;
    end if;
    insert into public.consents (subscriber_id, signup_id, wording, ip_hash, given_at)
    values (v_row.id, v_progress, p #>> '{consent,wording}', p #>> '{consent,ipHash}', (p #>> '{consent,at}')::timestamptz)
    on conflict do nothing;
  end if;

  select * into v_recent from public.recent_link_mail(v_row.id, (p #>> '{consent,at}')::timestamptz);
  if found then
    -- A confirmed person's way is theirs alone: whoever types their address sees none of it.
    return jsonb_build_object('outcome', 'quiet', 'progressOf',
                              case when v_row.status <> 'active' then v_recent.progress_id end);
  end if;

  if v_row.status = 'active' then
    v_delivery := public.promise_link_mail(v_row.id, 'already_subscribed', v_progress, v_progress);
    return jsonb_build_object('outcome', 'known', 'deliveryId', v_delivery);
  end if;
  v_delivery := public.promise_link_mail(v_row.id, 'verification', v_progress, v_progress);
  update public.subscribers set progress_id = v_progress where id = v_row.id;
  return jsonb_build_object('outcome', case when v_new then 'new' else 'renewed' end, 'deliveryId', v_delivery,
                            'supersedes', nullif(v_row.progress_id, v_progress));
end;
$$;

-- Promises fresh links to a mailbox, if it has a subscriber: preferences to who is active (or left and
-- asks for links), a verification to everybody else. Returns {deliveryId?}.
create function public.request_links(p_email text, p_what text, p_period text)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_row public.subscribers;
  v_kind text;
  v_delivery uuid;
begin
  select * into v_row from public.subscribers where email = p_email for update;
  if not found or exists (select from public.suppressions s
                          where s.mailbox_hash = v_row.mailbox_hash and s.reason <> 'erased') then
    return jsonb_build_object();
  end if;
  select d.id into v_delivery from public.deliveries d where d.subscriber_id = v_row.id and d.period = p_period;
  if found then
    return jsonb_build_object('deliveryId', v_delivery);
  end if;
  if exists (select from public.recent_link_mail(v_row.id, now())) then
    return jsonb_build_object();
  end if;
  v_kind := case
    when v_row.status = 'active' then 'links'
    when v_row.status = 'unsubscribed' and p_what = 'links' then 'links'
    else 'verification'
  end;
  v_delivery := public.promise_link_mail(v_row.id, v_kind, p_period,
                                         case when v_kind = 'verification' then v_row.progress_id end);
  return jsonb_build_object('deliveryId', v_delivery);
end;
$$;

-- What the planner's clock needs to know before it confirms. Null for an unknown request.
create function public.verification_request(p_request uuid)
returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('subscriberId', s.id, 'timeZone', s.time_zone, 'cadence', s.cadence, 'tier', s.tier)
  from public.email_verification_requests r join public.subscribers s on s.id = r.subscriber_id
  where r.id = p_request;
$$;

-- Consumes a verification once, starts the subscription and promises the welcome digest.
-- A confirmed person who confirms again changes nothing. Returns {outcome: confirmed|already|expired, ...}.
create function public.confirm_subscriber(p_request uuid, p_next_digest_at timestamptz)
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
  set status = 'active', verified_at = now(), unsubscribed_at = null, updated_at = now(),
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

-- Ends a subscription at once: nothing that waits is sent any more.
create function public.unsubscribe_subscriber(p_subscriber uuid)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_changed boolean;
begin
  update public.subscribers
  set status = 'unsubscribed', unsubscribed_at = now(), updated_at = now(), next_digest_at = null
  where id = p_subscriber and status <> 'unsubscribed';
  v_changed := found;
  update public.consents set withdrawn_at = now() where subscriber_id = p_subscriber and withdrawn_at is null and v_changed;
  update public.deliveries set status = 'skipped', reason = 'unsubscribed', settled_at = now()
  where subscriber_id = p_subscriber and kind = 'digest' and status in ('planned', 'pending');
  return jsonb_build_object('changed', v_changed);
end;
$$;
