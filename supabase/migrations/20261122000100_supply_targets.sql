-- Supply: what was asked of whom and when, what subscribers look for, and what is seen without being sent again.

-- A target as the clock remembers it; the runs themselves are purged after a month.
create table public.source_targets (
  source text not null,
  target text not null,
  asked_at timestamptz not null default now(),
  -- the last run that ended well, and the last that asked for everything
  done_at timestamptz,
  complete_at timestamptz,
  unknown_in_row int not null default 0,
  -- a board that is gone is asked for again only then
  parked_until timestamptz,
  primary key (source, target)
);
alter table public.source_targets enable row level security;

-- Notes how asking a target went: asked, done, complete, failed or unknown. Unknown three times in a row parks it for
-- a week. Returns whether it is parked.
create function public.note_target(p_source text, p_target text, p_outcome text)
returns boolean
language sql set search_path = '' as $$
  insert into public.source_targets as t (source, target, done_at, complete_at, unknown_in_row)
  values (p_source, p_target, case when p_outcome in ('done', 'complete') then now() end,
    case when p_outcome = 'complete' then now() end, (p_outcome = 'unknown')::int)
  on conflict (source, target) do update
  set asked_at = now(), done_at = coalesce(excluded.done_at, t.done_at),
      complete_at = coalesce(excluded.complete_at, t.complete_at),
      unknown_in_row = case p_outcome when 'unknown' then t.unknown_in_row + 1 when 'failed' then t.unknown_in_row else 0 end,
      parked_until = case p_outcome
        when 'unknown' then case when t.unknown_in_row >= 2 then now() + interval '7 days' end
        when 'failed' then t.parked_until
      end
  returning coalesce(parked_until > now(), false);
$$;

-- Of these targets, in their order, those that were not asked for so long and are not parked:
-- [{target, askedAt, doneAt, complete: everything was not asked for within a day}].
create function public.due_targets(p_source text, p_targets text[], p_poll_seconds int)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('target', w.target, 'askedAt', t.asked_at, 'doneAt', t.done_at,
    -- an hour early, as the clock comes late
    'complete', coalesce(t.complete_at < now() - interval '23 hours', true)) order by w.place), '[]')
  from unnest(p_targets) with ordinality w(target, place)
  left join public.source_targets t on t.source = p_source and t.target = w.target
  where coalesce(t.asked_at <= now() - make_interval(secs => p_poll_seconds), true)
    and coalesce(t.parked_until <= now(), true);
$$;

-- Places and fields that active subscribers look for, most wanted first: [{country, city, path, wanted}].
-- A null city is the whole country, a null path any field.
create function public.wanted_targets(p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  with active as (
    select id, wishes -> 'cities' as cities, wishes -> 'countries' as countries, wishes -> 'careerPaths' as paths
    from public.subscribers where status = 'active'
  ), places as (
    select a.id, c ->> 'country' as country, c ->> 'name' as city
    from active a cross join jsonb_array_elements(case jsonb_typeof(a.cities) when 'array' then a.cities else '[]' end) c
    union
    select a.id, c, null
    from active a cross join jsonb_array_elements_text(case jsonb_typeof(a.countries) when 'array' then a.countries else '[]' end) c
  ), paths as (
    select distinct a.id, nullif(p, 'unsure') as path
    from active a cross join jsonb_array_elements_text(
      case when jsonb_typeof(a.paths) = 'array' and a.paths <> '[]' then a.paths else '["unsure"]' end) p
  ), wanted as (
    select places.country, places.city, paths.path, count(*) as wanted
    from places join paths using (id)
    where places.country is not null
    group by places.country, places.city, paths.path
    order by wanted desc, places.country, places.city, paths.path limit p_limit
  )
  select coalesce(jsonb_agg(to_jsonb(w) order by w.wanted desc, w.country, w.city, w.path), '[]') from wanted w;
$$;

-- Of a source's own ids, those that no open posting stands for: what is worth a second request.
create function public.unknown_source_ids(p_source text, p_ids text[])
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(i.id), '[]')
  from unnest(p_ids) i(id)
  where not exists (
    select from public.sightings s join public.postings o on o.id = s.posting_id
    where s.source = p_source and s.source_id = i.id and o.closed_at is null);
$$;

-- Notes that these are still there, though nothing about them was read: [id] of the source. Counts them in the run.
create function public.touch_seen(p_run uuid, p_source text, p_target text, p_ids text[])
returns int
language plpgsql set search_path = '' as $$
declare
  v_seen int;
begin
  -- In the order of all writers (upsert_postings), so that two of them wait instead of deadlocking.
  perform from public.postings o
  where o.id in (select s.posting_id from public.sightings s where s.source = p_source and s.source_id = any(p_ids))
  order by o.dedupe_key for update;
  with touched as (
    update public.sightings s set last_seen_at = now(), target = p_target
    where s.source = p_source and s.source_id = any(p_ids) returning s.posting_id
  ), checked as (
    update public.postings o set checked_at = now() from touched t where o.id = t.posting_id and o.closed_at is null
  )
  select count(*) into v_seen from touched;
  update public.source_runs set seen = seen + v_seen where id = p_run;
  return v_seen;
end;
$$;

-- The source says that a whole target is as it was: what its last complete run saw is seen again, as a complete
-- run of its own. What had gone before that stays gone. Null if no such run is known: then it must be read.
create function public.touch_target(p_source text, p_target text)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_since timestamptz;
  v_ids text[];
  v_run uuid;
begin
  select r.started_at into v_since from public.source_runs r
  where r.source = p_source and r.target = p_target and r.status = 'done' and r.complete and r.seen > 0
  order by r.started_at desc limit 1;
  select array_agg(s.source_id) into v_ids from public.sightings s
  where s.source = p_source and s.target = p_target and s.last_seen_at >= v_since;
  if v_ids is null then
    return null;
  end if;
  insert into public.source_runs (source, target, status, complete, finished_at)
  values (p_source, p_target, 'done', true, now()) returning id into v_run;
  return jsonb_build_object('runId', v_run, 'seen', public.touch_seen(v_run, p_source, p_target, v_ids));
end;
$$;
