-- A weekly digest leaves the welcome three days also when the mail vendor's quota held the welcome back.

-- When a welcome went out that had been held back, or now if it still waits; null = none was held, and the time of the next
-- digest was set by when it went out. Days are names before `welcome`, so that the index passes over them.
create function public.held_welcome_at(p_subscriber uuid)
returns timestamptz
language sql stable set search_path = '' as $$
  select max(coalesce(settled_at, now())) from public.deliveries
  where subscriber_id = p_subscriber and kind = 'digest' and period >= 'welcome' and period like 'welcome%'
    and status not in ('skipped', 'failed') and coalesce(settled_at, now()) > created_at + interval '1 hour';
$$;

-- As before, also when a welcome that was held back went out.
create or replace function public.claim_due(p_limit int)
returns jsonb
language sql set search_path = '' as $$
  with due as (
    select id from public.subscribers
    where status = 'active' and next_digest_at <= now() and (plan_claimed_until is null or plan_claimed_until < now())
    order by next_digest_at limit p_limit for update skip locked
  ), claimed as (
    update public.subscribers s set plan_claimed_until = now() + interval '15 seconds'
    from due where s.id = due.id
    returning s.id, s.next_digest_at, s.time_zone, s.cadence, s.tier, s.welcome_until
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', id, 'due', next_digest_at, 'timeZone', time_zone, 'cadence', cadence, 'tier', tier,
    'welcomeUntil', welcome_until, 'welcomedAt', public.held_welcome_at(id))), '[]')
  from claimed;
$$;

-- As before; without a period a row only moves on.
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
  select coalesce(jsonb_agg(d.subscriber_id
    order by hashtext(m.period || coalesce(m.country, '')), m.country, hashtext(m.period || coalesce(m.city, '')), m.city, m.id)
    filter (where d.status = 'planned'), '[]')
  from promised d join moved m on m.id = d.subscriber_id;
$$;
