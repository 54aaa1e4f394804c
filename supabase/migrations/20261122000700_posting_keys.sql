-- The same, faster: keys in rows of their own, and nothing is compressed that lives a day or hardly becomes smaller.

-- Compressing took a quarter of the time of storing a page. A reply lives one day, and of a posting's text a fifth
-- would be saved.
alter table public.raw_replies alter column body set storage external;
alter table public.postings alter column description set storage external;

-- A third less time to look up and to add than an array with a GIN index took, for a fifth more space among a million
-- (npm run bench -- dedupe); the newest first is the index's own order. Kept small: four bytes do for ten years of
-- half a million a day. What a foreign key would do for it, for more than all else together, forget_keys does.
alter table public.posting_identities alter column seq type int;
drop index public.posting_identities_keys;
create table public.posting_keys (
  key int not null,
  -- of posting_identities
  seq int not null
);
insert into public.posting_keys select distinct k, i.seq from public.posting_identities i cross join unnest(i.keys) k;
alter table public.posting_keys add primary key (key, seq);
alter table public.posting_keys enable row level security;

create function public.forget_keys()
returns trigger
language plpgsql set search_path = '' as $$
begin
  delete from public.posting_keys where key = any (old.keys) and seq = old.seq;
  return null;
end;
$$;
create function public.forget_all_keys()
returns trigger
language plpgsql set search_path = '' as $$
begin
  truncate public.posting_keys;
  return null;
end;
$$;
create trigger posting_identities_gone after delete on public.posting_identities
  for each row execute function public.forget_keys();
create trigger posting_identities_other after update of seq on public.posting_identities
  for each row when (old.seq <> new.seq) execute function public.forget_keys();
create trigger posting_identities_all_gone after truncate on public.posting_identities
  for each statement execute function public.forget_all_keys();

-- Postings that have one of these keys, at most the 50 newest of each: {upTo, found: [[id, identity]]}, the open ones
-- first, then the newest. What became visible after `upTo` is not among them.
create or replace function public.similar_postings(p_keys int[])
returns json
language sql stable set search_path = '' set enable_seqscan = off set jit = off
-- planning took longer than looking up
set plan_cache_mode = force_generic_plan as $$
  select json_build_object(
    'upTo', coalesce((select max(seq) from public.posting_identities), 0),
    'found', (
      select coalesce(json_agg(json_build_array(i.posting_id, i.identity) order by i.closed_at is not null, i.seq desc), '[]')
      from (
        select distinct n.seq from unnest(p_keys) k(key)
        cross join lateral (select seq from public.posting_keys where key = k.key order by seq desc limit 50) n
      ) s
      -- one look-up each: a plan for sets was seen to read whole tables
      cross join lateral (select * from public.posting_identities where seq = s.seq limit 1) i));
$$;

-- Keeps what postings are recognised by: of the items `p`, those that stand in {sourceId: posting} as added or as
-- written. One transaction at a time, until its end: so the second of two that bring one posting sees the first's.
-- What became visible since `p_up_to` with the key of a new one was not compared with it: such a new one is taken back,
-- and the source ids of what stood for it returned, to be asked for again.
create or replace function public.identify_postings(p_source text, p jsonb, p_added jsonb, p_written jsonb, p_up_to bigint)
returns text[]
language plpgsql set search_path = '' set enable_seqscan = off as $$
declare
  v_known public.posting_identities[];
  v_added uuid[] := array(select value::uuid from jsonb_each_text(p_added));
  v_back uuid[] := '{}';
  v_again text[] := '{}';
begin
  -- Read before the others have to wait.
  select array_agg(row(w.id, null, (e ->> 'keys')::int[], (e ->> 'identity')::json, null)::public.posting_identities)
  into v_known
  from jsonb_array_elements(p) e
  cross join lateral (
    select coalesce(p_added ->> (e ->> 'sourceId'), p_written ->> (e ->> 'sourceId'))::uuid as id
  ) w
  where w.id is not null and e ? 'identity';
  perform pg_advisory_xact_lock(20261122, 5);
  v_back := array(
    select distinct i.posting_id from unnest(v_known) i cross join unnest(i.keys) k
    where k in (select unnest(later.keys) from public.posting_identities later where later.seq > p_up_to)
      and i.posting_id in (select unnest(v_added)));
  if v_back <> '{}' then
    v_again := array(select source_id from public.sightings where posting_id = any (v_back) and source = p_source);
    delete from public.postings where id = any (v_back);
  end if;
  with kept as (
    insert into public.posting_identities (posting_id, keys, identity)
    select distinct on (i.posting_id) i.posting_id, i.keys, i.identity from unnest(v_known) i
    where i.posting_id <> all (v_back)
      -- what has become the same as another one is known by that one's
      and (i.posting_id in (select unnest(v_added))
           or exists (select from public.postings where id = i.posting_id and closed_at is null))
    on conflict (posting_id) do update
    set seq = default, keys = excluded.keys, identity = excluded.identity, closed_at = null
    returning seq, keys
  )
  insert into public.posting_keys (key, seq) select distinct k, kept.seq from kept cross join unnest(kept.keys) k;
  return v_again;
end;
$$;

drop function public.later_keys(bigint);

-- Stores a page and what it says about its run, in one call: items to store, and ids that are as they were. The raw
-- reply is kept for replay; the same page again (a job that ran twice, or what is to be stored again) counts what it
-- adds or changes, and nothing else. Without a run it starts one.
create or replace function public.store_page(p_source text, p_target text, p_body text, p_postings jsonb, p_rejected int,
  p_last boolean, p_complete boolean, p_run uuid default null, p_cursor text default null,
  p_unchanged text[] default '{}', p_up_to bigint default null)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_run uuid := p_run;
  v_counts jsonb;
  v_seen int;
  v_first boolean;
begin
  if v_run is null then
    select r.id into v_run from public.source_runs r
    where r.source = p_source and r.target = p_target and r.status = 'running' and r.pages = 1
      and r.started_at > now() - interval '10 minutes'
    order by r.started_at desc limit 1;
  end if;
  if v_run is null then
    insert into public.source_runs (source, target) values (p_source, p_target) returning id into v_run;
  end if;
  -- First: the same page at the same moment waits here, where nobody waits for it.
  insert into public.raw_replies (run_id, cursor, body) values (v_run, p_cursor, p_body) on conflict do nothing;
  v_first := found;
  v_seen := public.touch_sightings(p_source, p_target, p_unchanged);
  v_counts := public.upsert_postings(p_source, p_target, p_postings, p_up_to);
  v_seen := v_seen + (v_counts ->> 'seen')::int;
  update public.source_runs
  set added = added + (v_counts ->> 'added')::int, changed = changed + (v_counts ->> 'changed')::int,
      pages = pages + v_first::int, seen = seen + case when v_first then v_seen else 0 end,
      rejected = rejected + case when v_first then p_rejected else 0 end,
      status = case when not v_first then status when p_last then 'done' else 'running' end,
      complete = case when v_first then p_last and p_complete else complete end,
      finished_at = case when not v_first then finished_at when p_last then now() end
  where id = v_run;
  return v_counts || jsonb_build_object('runId', v_run, 'seen', v_seen);
end;
$$;
