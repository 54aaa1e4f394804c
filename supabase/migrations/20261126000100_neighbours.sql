-- People of one place are matched one after the other: they look at the same postings, and these stay in the processor's
-- cache meanwhile. At a hundred thousand postings that is an eighth of ranking's time.

-- As before, but the subscribers come by country and city: which place is first is another one in each period, as what a
-- day's budgets bear may end before the last.
create or replace function public.plan_digests(p jsonb)
returns jsonb
language sql set search_path = '' as $$
  with item as (
    select * from jsonb_to_recordset(p) as i(id uuid, due timestamptz, next timestamptz, period text, skip text)
  ), moved as (
    update public.subscribers s set next_digest_at = i.next, plan_claimed_until = null
    from item i where s.id = i.id and s.next_digest_at = i.due and s.status = 'active'
    returning s.id, i.period, i.skip, coalesce(s.wishes #>> '{cities,0,country}', s.wishes #>> '{countries,0}') as country,
              s.wishes #>> '{cities,0,geonameId}' as city
  ), promised as (
    insert into public.deliveries (subscriber_id, kind, period, status, reason, settled_at)
    select id, 'digest', period, case when skip is null then 'planned' else 'skipped' end, skip,
           case when skip is null then null else now() end
    from moved
    on conflict (subscriber_id, kind, period) do nothing
    returning subscriber_id, status
  )
  select coalesce(jsonb_agg(d.subscriber_id
    order by hashtext(m.period || coalesce(m.country, '')), m.country, hashtext(m.period || coalesce(m.city, '')), m.city, m.id)
    filter (where d.status = 'planned'), '[]')
  from promised d join moved m on m.id = d.subscriber_id;
$$;

-- As before, but the digests come in the order in which their subscribers were named.
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
    select coalesce(jsonb_agg(public.digest_facts(s) || jsonb_build_object(
      'deliveryId', d.id, 'period', d.period, 'progressId', d.progress_id)
      order by array_position(p_subscribers, s.id), d.created_at), '[]')
    from public.owed_digests(p_subscribers) d join public.subscribers s on s.id = d.subscriber_id));
end;
$$;
