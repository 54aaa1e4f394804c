-- As before, but of many open postings about how many there are, as Postgres itself keeps count: each crawl touches them, and so to
-- count 300,000 once a minute was to visit each, which took longer than all else here.
create or replace function public.figures_of_day()
returns jsonb
language sql stable set search_path = '' as $$
  with mails as materialized (
    select kind, status, reason, coalesce(fate in ('bounced', 'soft_bounced'), false) as returned, count(*) as n
    from public.deliveries where created_at > now() - interval '24 hours' group by 1, 2, 3, 4
  ), tables as (
    select c.relname as name, case when c.reltuples < 0 then pg_stat_get_live_tuples(c.oid) else c.reltuples::bigint end as rows,
           pg_total_relation_size(c.oid) as bytes
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
  )
  select jsonb_build_object(
    'delivering', (
      select jsonb_build_object(
        'eligible', coalesce(sum(n) filter (where status <> 'skipped'), 0),
        'delivered', coalesce(sum(n) filter (where status = 'sent' and not returned), 0),
        'planned', coalesce(sum(n) filter (where status = 'planned'), 0),
        'pending', coalesce(sum(n) filter (where status in ('pending', 'sending')), 0),
        'failed', coalesce(sum(n) filter (where status = 'failed'), 0),
        'unknown', coalesce(sum(n) filter (where status = 'unknown'), 0))
      from mails where kind = 'digest'),
    'skipped', (
      select coalesce(jsonb_object_agg(reason, n), '{}')
      from (select coalesce(reason, 'other') as reason, sum(n) as n from mails
            where kind = 'digest' and status = 'skipped' group by 1) s),
    'byKind', (
      select coalesce(jsonb_object_agg(kind, n), '{}')
      from (select kind, sum(n) as n from mails where status = 'sent' group by 1) k),
    'people', (
      select jsonb_build_object(
        'signups', count(*) filter (where created_at > now() - interval '24 hours'),
        'verified', count(*) filter (where verified_at > now() - interval '24 hours'),
        'active', count(*) filter (where status = 'active'),
        'unsubscribed', count(*) filter (where unsubscribed_at > now() - interval '24 hours'),
        'pausedNow', count(*) filter (where status = 'active' and paused_until > now()),
        'erased', (select count(*) from public.suppressions
                   where reason = 'erased' and created_at > now() - interval '24 hours'))
      from public.subscribers),
    'openPostings', (
      select case when i.reltuples > 50000 then i.reltuples::bigint
                  else (select count(*) from public.postings where closed_at is null) end
      from pg_class i where i.oid = 'public.postings_open_since'::regclass),
    'bytes', pg_database_size(current_database()),
    'tables', (select jsonb_agg(to_jsonb(t) order by t.bytes desc, t.name) from tables t));
$$;
