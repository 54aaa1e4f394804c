-- As before, but what is too late ends some at a time, the oldest first, and is not asked for meanwhile: after days without a worker
-- a whole morning's digests were one statement, which took longer than a statement may, so that no sweep asked for anything again.
create or replace function public.unkept_promises(p_limit int)
returns jsonb
language plpgsql set search_path = '' as $$
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
$$;

-- As before, but what did not go out is asked again by some at a time, too.
create or replace function public.promise_re_engagement(p_limit int)
returns int
language plpgsql set search_path = '' as $$
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
$$;
