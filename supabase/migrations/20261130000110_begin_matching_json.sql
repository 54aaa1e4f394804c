-- As before, but put together as json: jsonb_agg takes a fifth of a second for one person who was told of four thousand postings,
-- as a year of daily digests has told them of, and a hundred are matched in one statement.
create or replace function public.begin_matching(p_subscribers uuid[], p_period text default null)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_skipped jsonb;
begin
  if p_period is not null then
    insert into public.deliveries (subscriber_id, kind, period, status)
    select s.id, 'digest', p_period, 'planned' from public.subscribers s
    where s.id = any (p_subscribers) and s.status = 'active'
    on conflict do nothing;
  end if;
  with why as (
    select d.id, coalesce(public.digest_obstacle(s), case when d.created_at < now() - interval '3 days' then 'too_late' end) as reason
    from public.owed_digests(p_subscribers) d join public.subscribers s on s.id = d.subscriber_id
  ), ended as (
    update public.deliveries d set status = 'skipped', reason = why.reason, settled_at = now()
    from why where d.id = why.id and why.reason is not null and d.status = 'planned' returning d.reason
  )
  select jsonb_object_agg(reason, count) into v_skipped
  from (select reason, count(*) from ended group by reason) counted;
  return jsonb_build_object('skipped', coalesce(v_skipped, '{}'), 'digests', (
    select coalesce(json_agg(public.digest_facts(s) || jsonb_build_object(
      'deliveryId', d.id, 'period', d.period, 'progressId', d.progress_id)
      order by array_position(p_subscribers, s.id), d.created_at), '[]')
    from public.owed_digests(p_subscribers) d join public.subscribers s on s.id = d.subscriber_id));
end;
$$;
