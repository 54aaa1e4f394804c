-- What becomes of mails after they were accepted: the vendor's events, who is not written to any more, the figures,
-- and sending that stops by itself.

alter table public.deliveries
  add column delivered_at timestamptz,
  -- not now: a full mailbox, a server that is away
  add column soft_bounced_at timestamptz,
  -- never: there is no such mailbox
  add column bounced_at timestamptz,
  add column complained_at timestamptz,
  -- Each event sets its own time, so the order in which they come does not matter: what weighs most is the fate.
  add column fate text generated always as (case
    when complained_at is not null then 'complained' when bounced_at is not null then 'bounced'
    when delivered_at is not null then 'delivered' when soft_bounced_at is not null then 'soft_bounced' end) stored;
create index deliveries_provider on public.deliveries (provider_id) where provider_id is not null;
create index webhook_events_mail on public.webhook_events ((data ->> 'email_id')) where source = 'resend';

-- Mails by the ten minutes in which they went out, and what became of them, however late it is told: a rate of a day is of
-- that day's own mails. `bulk` are those that sending can do without for a while.
create table public.mail_figures (
  slot timestamptz not null,
  bulk boolean not null,
  accepted int not null default 0,
  delivered int not null default 0,
  bounced int not null default 0,
  complained int not null default 0,
  primary key (slot, bulk)
) with (fillfactor = 50);

create table public.sending_stops (
  id uuid primary key default gen_random_uuid(),
  reason text not null check (reason in ('complaints', 'bounces')),
  -- of the day that led to it: accepted, bounced, complained
  figures jsonb not null,
  since timestamptz not null default now(),
  resumed_at timestamptz
);
-- One at a time.
create unique index sending_stops_open on public.sending_stops ((true)) where resumed_at is null;

alter table public.mail_figures enable row level security;
alter table public.sending_stops enable row level security;

-- For who runs this: the figures of the ingress show it.
create function public.sending_is_stopped()
returns boolean
language sql stable security definer set search_path = '' as $$
  select exists (select from public.sending_stops where resumed_at is null);
$$;
grant execute on function public.sending_is_stopped() to anon;

-- `p_at` = when these mails went out.
create function public.count_mails(p_at timestamptz, p_bulk boolean, p_accepted int, p_delivered int default 0, p_bounced int default 0, p_complained int default 0)
returns void
language sql set search_path = '' as $$
  insert into public.mail_figures as f (slot, bulk, accepted, delivered, bounced, complained)
  values (date_bin('10 minutes', p_at, '2000-01-01'), p_bulk, p_accepted, p_delivered, p_bounced, p_complained)
  on conflict (slot, bulk) do update
  set accepted = f.accepted + excluded.accepted, delivered = f.delivered + excluded.delivered,
      bounced = f.bounced + excluded.bounced, complained = f.complained + excluded.complained;
$$;

-- Stops bulk mail when of the bulk mails of a day more than 0.3 % were complained about (Gmail and Yahoo refuse senders above
-- it) or more than 4 % bounced (the vendor closes accounts above it). The day is the last 24 hours, or the 24 around `p_at`,
-- when the mail went out that something was told of: complaints come days late. What went out before an operator resumed
-- does not count. Below 1,000 mails a rate is chance, unless five people complained or twenty mailboxes bounced.
-- Returns the stop if this call made it.
create function public.judge_sending(p_at timestamptz)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- An operator has looked into it: bulk mail goes on. What waits is asked for again within ten minutes by itself: there may be
-- more of it than one statement can change. Figures count from here on.
-- Returns {resumed, waiting, dueBy?}: whether there was a stop, how many mails wait, and when the last of them is due.
create function public.resume_sending()
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- The mailbox that a mail of this delivery goes to: the person's, but for the new one's own confirmation.
create function public.mailbox_of(p_delivery public.deliveries)
returns text
language sql stable set search_path = '' as $$
  select case when p_delivery.kind = 'address_confirmation'
    then (select a.mailbox_hash from public.address_changes a where a.id = p_delivery.address_change_id)
    else (select s.mailbox_hash from public.subscribers s where s.id = p_delivery.subscriber_id) end;
$$;

-- The mailbox of this mail is never written to again, until an operator says otherwise; its person hears nothing more,
-- and a complaint takes the consent back. Returns how many promised digests ended.
create function public.suppress_mailbox(p_delivery public.deliveries, p_reason text)
returns int
language plpgsql set search_path = '' as $$
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
$$;

-- Applies an event of a mail once: {eventId, type, at, emailId, deliveryId, detail}. The delivery is known by the tag
-- that its mail carried, or by the vendor's id, which is stored a moment after the vendor's first events can come.
-- Returns {outcome, laterMs?, kind?, fate?, skipped?, stopped?}, the outcome being applied, seen (before), noted (says
-- nothing about a delivery), waiting (for the vendor's id; ask again) or unknown (no mail of ours).
create function public.apply_mail_event(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_event public.webhook_events;
  v_at timestamptz := least((p ->> 'at')::timestamptz, now());
  v_fate text := case p ->> 'type'
    when 'email.delivered' then 'delivered'
    when 'email.complained' then 'complained'
    when 'email.bounced' then case when p ->> 'detail' = 'Permanent' then 'bounced' else 'soft_bounced' end
    -- The vendor did not even try: it knows of what we have missed.
    when 'email.suppressed' then 'suppressed' end;
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

  if v_fate is not null and v_was.id is null and v_event.received_at > now() - interval '10 minutes' then
    return jsonb_build_object('outcome', 'waiting', 'laterMs',
                              greatest(2000, extract(epoch from now() - v_event.received_at) * 1000)::int);
  end if;
  update public.webhook_events set processed_at = now() where source = 'resend' and event_id = v_event.event_id;
  if v_was.id is null then
    return jsonb_build_object('outcome', case when v_fate is null then 'noted' else 'unknown' end);
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
$$;

-- Three mails to many in a row that did not get through for now: two weeks of silence, from the last of them. One that
-- arrives ends the row.
create function public.pause_unreachable(p_subscriber uuid)
returns void
language sql set search_path = '' as $$
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
$$;

-- Ends the deliveries that must not be sent any more, with the reason. What closed while its digest waited is taken
-- out first: nothing of a pending delivery has been composed, or may have been sent.
-- Returns how many digests ended, by reason.
create or replace function public.skip_unwanted(p_ids uuid[])
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- The share of a batch's mails that must not be sent any more: to who has left, was erased, or is suppressed.
create or replace function public.batch_unwanted(p_batch uuid)
returns numeric
language sql stable set search_path = '' as $$
  select avg(((public.is_bulk(d.kind) and s.status <> 'active') or (s.status = 'erasing' and d.kind <> 'erasure_receipt')
              or x.mailbox_hash is not null)::int)
  from public.deliveries d
  join public.subscribers s on s.id = d.subscriber_id
  left join public.suppressions x on x.mailbox_hash = public.mailbox_of(d) and x.reason <> 'erased'
  where d.batch_id = p_batch;
$$;

-- Claims what of these deliveries is to be sent now. Open batches of a sender that died come back with
-- their key and composition; after 23 hours (the vendor keeps keys for 24) they end as unknown instead.
-- While sending is stopped, bulk mails wait ten minutes each time.
-- Returns {batches: [{id, maybeSent, items}], skipped: {reason: digests that ended}, busyMs}: busyMs > 0 = some
-- of them wait that long, for another sender, for the vendor or for an operator.
create or replace function public.claim_deliveries(p_ids uuid[], p_lease_seconds int)
returns jsonb
language plpgsql set search_path = '' as $$
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
    update public.deliveries d set status = 'sending', batch_id = v_new from mine where d.id = mine.id;
    if found then
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
$$;

-- Settles a batch: sent, unknown, or failed; `p_sent` is {delivery id: the provider's id}. Once; later calls change nothing.
-- By id, not by place: somebody of the batch may have been forgotten since it was composed.
drop function public.settle_batch(uuid, text, text[], text);
create function public.settle_batch(p_batch uuid, p_status text, p_sent jsonb default '{}', p_reason text default null)
returns void
language plpgsql set search_path = '' as $$
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
$$;
