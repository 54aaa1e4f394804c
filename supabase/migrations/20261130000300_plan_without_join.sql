-- The promised ones were found among the moved ones by a join. The planner takes both for one row each and compared every
-- pair: four million for a claim of 2,000, which was most of what planning cost. A set that is looked up costs nothing.
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
    from moved where period is not null
    on conflict (subscriber_id, kind, period) do nothing
    returning subscriber_id, status
  )
  select coalesce(jsonb_agg(id
    order by hashtext(period || coalesce(country, '')), country, hashtext(period || coalesce(city, '')), city, id)
    filter (where id in (select subscriber_id from promised where status = 'planned')), '[]')
  from moved;
$$;
