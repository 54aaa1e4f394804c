-- The figures that operators see: read by one worker every few seconds, whatever the tables hold.

-- How the last attempts at a target went: counted at every attempt, as a job has several before it has failed.
alter table public.source_targets
  add column failures_in_row int not null default 0,
  add column error text;

-- Counts of a day look at the rows of that day.
create index deliveries_recent on public.deliveries (created_at);

-- Notes how asking a target went: asked, done, complete, failed or unknown, the last two with why. Unknown three times
-- in a row parks it for a week. Returns whether it is parked.
drop function public.note_target(text, text, text);
create function public.note_target(p_source text, p_target text, p_outcome text, p_error text default null)
returns boolean
language sql set search_path = '' as $$
  insert into public.source_targets as t (source, target, done_at, complete_at, unknown_in_row, failures_in_row, error)
  values (p_source, p_target, case when p_outcome in ('done', 'complete') then now() end,
    case when p_outcome = 'complete' then now() end, (p_outcome = 'unknown')::int,
    (p_outcome in ('failed', 'unknown'))::int, left(p_error, 200))
  on conflict (source, target) do update
  set asked_at = now(), done_at = coalesce(excluded.done_at, t.done_at),
      complete_at = coalesce(excluded.complete_at, t.complete_at),
      unknown_in_row = case p_outcome when 'unknown' then t.unknown_in_row + 1 when 'failed' then t.unknown_in_row else 0 end,
      failures_in_row = case when p_outcome in ('failed', 'unknown') then t.failures_in_row + 1 else 0 end,
      error = excluded.error,
      parked_until = case p_outcome
        when 'unknown' then case when t.unknown_in_row >= 2 then now() + interval '7 days' end
        when 'failed' then t.parked_until
      end
  returning coalesce(parked_until > now(), false);
$$;

-- Those who run this see it among the figures, no more at the ingress's own asking.
alter function public.sending_is_stopped() security invoker;
revoke execute on function public.sending_is_stopped() from anon;

-- Only which there are.
grant usage on schema supabase_migrations to service_role;
grant select (version) on supabase_migrations.schema_migrations to service_role;

-- What is due, owed, stopped and failing now, by indexes that hold little else; the mails of 24 hours are counted in slots
-- already. `p_sources` names those that run. plpgsql, as dead letters come with a later migration.
create function public.figures_now(p_sources text[])
returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_stop public.sending_stops;
begin
  select * into v_stop from public.sending_stops where resumed_at is null;
  return jsonb_build_object(
    'delivering', (
      select jsonb_build_object('dueNow', count(*), 'oldestDueAt', min(next_digest_at))
      from public.subscribers where status = 'active' and next_digest_at <= now()
    ) || jsonb_build_object(
      -- What an operator's word or the vendor holds up is not late by us.
      'owedSince', (
        select created_at from public.deliveries
        where settled_at is null and coalesce(not_before <= now(), true)
          and not (v_stop.id is not null and status = 'pending' and public.is_bulk(kind))
        order by created_at limit 1),
      'stopped', case when v_stop.id is not null
        then jsonb_build_object('reason', v_stop.reason, 'since', v_stop.since) end),
    'newestPostingAt', (select max(first_seen_at) from public.postings where closed_at is null),
    'deadLetters', public.dead_letter_counts(),
    'bySource', (
      select coalesce(jsonb_agg(to_jsonb(s) order by s.source), '[]') from (
        -- What nobody has asked for since a parked one would have come back is nobody's target any more.
        select n.source, count(*) filter (where t.asked) as targets,
               count(*) filter (where t.asked and t.failures_in_row > 0 and coalesce(t.parked_until <= now(), true)) as failing,
               count(*) filter (where t.asked and t.parked_until > now()) as parked, max(t.done_at) as "lastSuccessAt"
        from unnest(p_sources) n(source)
        left join (select *, asked_at > now() - interval '8 days' as asked from public.source_targets) t using (source)
        group by n.source) s),
    'worst', (
      select coalesce(jsonb_agg(to_jsonb(w)), '[]') from (
        select source, target, error, failures_in_row as "failuresInRow", done_at as "lastSuccessAt"
        from public.source_targets
        where failures_in_row > 0 and source = any (p_sources) and asked_at > now() - interval '8 days'
        order by failures_in_row desc, done_at nulls first, source, target limit 20) w),
    'mail', (
      select jsonb_build_object('accepted', coalesce(sum(accepted), 0), 'delivered', coalesce(sum(delivered), 0),
                                'bounced', coalesce(sum(bounced), 0), 'complained', coalesce(sum(complained), 0))
      from public.mail_figures where slot > now() - interval '24 hours'),
    'migration', (select max(version) from supabase_migrations.schema_migrations));
end;
$$;

-- Counts of the last 24 hours, of people, and of what is stored: looks at each row of the day and at each person once.
-- Rows of tables are as many as Postgres reckons.
create function public.figures_of_day()
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
    'openPostings', (select count(*) from public.postings where closed_at is null),
    'bytes', pg_database_size(current_database()),
    'tables', (select jsonb_agg(to_jsonb(t) order by t.bytes desc, t.name) from tables t));
$$;

-- What the charts show: a point in five minutes for two days, and one in an hour for a month. Numbers of all together.
create table public.figures_history (
  span text not null check (span in ('day', 'month')),
  at timestamptz not null,
  values jsonb not null,
  primary key (span, at)
);
alter table public.figures_history enable row level security;

-- Keeps the values of these five minutes, and of each of them the highest of this hour; what is over goes.
-- Returns {day: [{at, values}], month}, the oldest first.
create function public.keep_figures(p_values jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
begin
  insert into public.figures_history (span, at, values)
  values ('day', date_bin('5 minutes', now(), '2000-01-01'), p_values)
  on conflict (span, at) do update set values = excluded.values;
  insert into public.figures_history (span, at, values)
  select 'month', date_trunc('hour', now()), coalesce(jsonb_object_agg(key, highest), '{}') from (
    select v.key, max(v.value::numeric) as highest from public.figures_history h, jsonb_each_text(h.values) v
    where h.span = 'day' and h.at >= date_trunc('hour', now()) group by v.key) hour
  on conflict (span, at) do update set values = excluded.values;
  delete from public.figures_history
  where span = 'day' and at < now() - interval '2 days' or span = 'month' and at < now() - interval '31 days';
  return (
    select jsonb_build_object(
      'day', coalesce(jsonb_agg(p order by at) filter (where span = 'day'), '[]'),
      'month', coalesce(jsonb_agg(p order by at) filter (where span = 'month'), '[]'))
    from (
      select span, at, jsonb_build_object('at', at, 'values', values) as p from public.figures_history
      where span = 'day' and at > now() - interval '24 hours' or span = 'month' and at > now() - interval '30 days'
    ) kept);
end;
$$;
