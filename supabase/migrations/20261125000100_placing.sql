-- Placing and storing postings with less work. What is found is the same; it is met by the keys that found it alone.

-- Postings that have one of these keys, at most the 50 newest of each: {upTo, found: [[id, identity]], keys}, the open
-- ones first, then the newest; of each found one the keys that it was found by, so that nobody has to hash its identity
-- for them again. What became visible after `upTo` is not among them.
create or replace function public.similar_postings(p_keys int[])
returns json
language sql stable set search_path = '' set enable_seqscan = off set jit = off
-- planning took longer than looking up
set plan_cache_mode = force_generic_plan as $$
  select json_build_object(
    'upTo', coalesce((select max(seq) from public.posting_identities), 0),
    'found', coalesce(json_agg(json_build_array(i.posting_id, i.identity) order by i.closed_at is not null, i.seq desc), '[]'),
    'keys', coalesce(json_agg(s.keys order by i.closed_at is not null, i.seq desc), '[]'))
  from (
    select n.seq, array_agg(k.key) as keys from unnest(p_keys) k(key)
    cross join lateral (select seq from public.posting_keys where key = k.key order by seq desc limit 50) n
    group by n.seq
  ) s
  -- one look-up each: a plan for sets was seen to read whole tables
  cross join lateral (select * from public.posting_identities where seq = s.seq limit 1) i;
$$;

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
  -- Two pages with the same postings may take them in two orders, since one of them may know already which they are: then
  -- the one that notices gives way with all that it has taken, and goes again.
  for v_try in 1..3 loop
    begin
      v_seen := public.touch_sightings(p_source, p_target, p_unchanged);
      v_counts := public.upsert_postings(p_source, p_target, p_postings, p_up_to);
      exit;
    exception when deadlock_detected then
      if v_try = 3 then
        raise;
      end if;
      perform pg_catalog.pg_sleep(0.1);
    end;
  end loop;
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
