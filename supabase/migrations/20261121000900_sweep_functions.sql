-- Promises that nobody is working on. The lower bound leaves the normal way its time; the upper bound is
-- the age at which a mail would be late rather than kept.
create function public.unkept_promises(p_limit int)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_old uuid[];
begin
  update public.deliveries set status = 'skipped', reason = 'older than three days', settled_at = now()
  where status in ('planned', 'pending') and created_at < now() - interval '3 days';
  select array_agg(id) into v_old from public.email_batches
  where status = 'open' and created_at < now() - interval '23 hours' and (lease_until is null or lease_until < now());
  perform public.settle_batch(b, 'unknown', '{}', 'not settled within the life of its idempotency key') from unnest(v_old) b;

  return jsonb_build_object(
    'subscribers', (select coalesce(jsonb_agg(distinct x.subscriber_id), '[]') from (
      select subscriber_id from public.deliveries
      where status = 'planned' and created_at < now() - interval '30 seconds' order by created_at limit p_limit) x),
    'deliveries', (select coalesce(jsonb_agg(x.id), '[]') from (
      select d.id from public.deliveries d left join public.email_batches b on b.id = d.batch_id
      where (d.status = 'pending' and greatest(d.created_at, d.not_before) < now() - interval '30 seconds')
         or (d.status = 'sending' and (b.lease_until < now() - interval '30 seconds'
                                       -- given back: its job comes again by itself, unless Redis lost it
                                       or (b.lease_until is null and b.released_at < now() - interval '10 minutes')))
      order by d.created_at limit p_limit) x));
end;
$$;

-- Deletes what has had its time: retention in one place, `p_limit` rows of a kind a call, since a statement has
-- 8 seconds. The caller asks again while any count reaches the limit.
create function public.purge(p_limit int default 1000)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_people int; v_requests int; v_replies int; v_runs int; v_cache int; v_batches int; v_events int;
begin
  -- Never confirmed: seven days after the last signup, unless a fresh link is still open.
  delete from public.subscribers where id in (
    select s.id from public.subscribers s
    where s.status = 'unverified' and s.updated_at < now() - interval '7 days'
      and not exists (select from public.email_verification_requests r
                      where r.subscriber_id = s.id and r.consumed_at is null and r.expires_at > now())
    limit p_limit);
  get diagnostics v_people = row_count;
  delete from public.email_verification_requests where id in (
    select id from public.email_verification_requests where expires_at < now() - interval '7 days' limit p_limit);
  get diagnostics v_requests = row_count;
  delete from public.raw_replies where id in (
    select id from public.raw_replies where fetched_at < now() - interval '1 day' order by fetched_at limit p_limit);
  get diagnostics v_replies = row_count;
  -- A run takes minutes; its next page was lost, or failed without a word.
  update public.source_runs set status = 'failed', error = 'never finished', finished_at = now()
  where status = 'running' and started_at < now() - interval '6 hours';
  -- The closing rule reads the latest complete run of each target, so runs outlive it by far.
  delete from public.source_runs where id in (
    select id from public.source_runs where started_at < now() - interval '30 days' limit p_limit);
  get diagnostics v_runs = row_count;
  delete from public.job_cache where key in (select key from public.job_cache where expires_at < now() limit p_limit);
  get diagnostics v_cache = row_count;
  delete from public.email_batches where id in (
    select id from public.email_batches where status <> 'open' and created_at < now() - interval '30 days' limit p_limit);
  get diagnostics v_batches = row_count;
  delete from public.webhook_events where (source, event_id) in (
    select source, event_id from public.webhook_events
    where received_at < now() - interval '30 days' and processed_at is not null limit p_limit);
  get diagnostics v_events = row_count;
  return jsonb_build_object('subscribers', v_people, 'requests', v_requests, 'replies', v_replies, 'runs', v_runs,
                            'cache', v_cache, 'batches', v_batches, 'events', v_events);
end;
$$;
