-- Reasons of digests that end while they wait for their mail: named as elsewhere, and counted.

-- Ends the deliveries that must not be sent any more, with the reason. What closed while its digest waited is taken
-- out first: nothing of a pending delivery has been composed, or may have been sent.
-- Returns how many digests ended, by reason.
drop function public.skip_unwanted(uuid[]);
create function public.skip_unwanted(p_ids uuid[])
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
      when d.kind = 'digest' and s.status <> 'active' then 'unsubscribed'
      when d.kind = 'digest' and s.paused_until > now() then 'paused'
      when d.kind = 'verification' and s.status = 'active' then 'already_confirmed'
      when d.created_at < now() - interval '3 days' then 'too_late'
      when d.id = any (v_thinner) and not public.leaves_empty(d.period)
        and not exists (select from public.matches m where m.delivery_id = d.id) then 'closed'
    end as reason
    from public.deliveries d
    join public.subscribers s on s.id = d.subscriber_id
    left join public.suppressions x on x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased'
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

-- Claims what of these deliveries is to be sent now. Open batches of a sender that died come back with
-- their key and composition; after 23 hours (the vendor keeps keys for 24) they end as unknown instead.
-- Returns {batches: [{id, maybeSent, items}], skipped: {reason: digests that ended}, busyMs}: busyMs > 0 = some of them
-- wait that long, for another sender or for the vendor.
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
      -- The sender before may have reached the vendor, unless it said otherwise by release_batch.
      update public.email_batches set lease_until = v_lease, maybe_sent = true where id = v_batch.id;
      v_batches := v_batches || v_batch.id;
    end if;
  end loop;

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

-- Promises that nobody is working on, and how many digests ended as too late. The lower bound leaves the normal way its
-- time; the upper bound is the age at which a mail would be late rather than kept.
create or replace function public.unkept_promises(p_limit int)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_old uuid[];
  v_late int;
begin
  with late as (
    update public.deliveries set status = 'skipped', reason = 'too_late', settled_at = now()
    where status in ('planned', 'pending') and settled_at is null and created_at < now() - interval '3 days' returning kind
  )
  select count(*) filter (where kind = 'digest') into v_late from late;
  select array_agg(id) into v_old from public.email_batches
  where status = 'open' and created_at < now() - interval '23 hours' and (lease_until is null or lease_until < now());
  perform public.settle_batch(b, 'unknown', '{}', 'not settled within the life of its idempotency key') from unnest(v_old) b;

  return jsonb_build_object(
    'skipped', jsonb_build_object('too_late', v_late),
    'subscribers', (select coalesce(jsonb_agg(distinct x.subscriber_id), '[]') from (
      select subscriber_id from public.deliveries
      where status = 'planned' and settled_at is null and created_at < now() - interval '30 seconds' order by created_at limit p_limit) x),
    'deliveries', (select coalesce(jsonb_agg(x.id), '[]') from (
      select d.id from public.deliveries d left join public.email_batches b on b.id = d.batch_id
      where d.settled_at is null and (
        (d.status = 'pending' and greatest(d.created_at, d.not_before) < now() - interval '30 seconds')
        or (d.status = 'sending' and (b.lease_until < now() - interval '30 seconds'
                                      -- given back: its job comes again by itself, unless Redis lost it
                                      or (b.lease_until is null and b.released_at < now() - interval '10 minutes'))))
      order by d.created_at limit p_limit) x));
end;
$$;
