-- The same posting from several sources, or under another number: recognised by lib/postings (sameJob), kept here.

alter table public.postings
  -- of the version that is shown (workers/scrape-place.ts): a better one takes its place
  add column quality smallint not null default 0,
  -- it came back under another id after it had closed: when, and how often
  add column reposted_at timestamptz,
  add column reposts int not null default 0;

-- What open postings, and those closed within 180 days, are recognised by. One array of keys with one index takes a
-- fraction of the space of a row a key; npm run bench -- dedupe looks them up among a million.
create table public.posting_identities (
  posting_id uuid primary key references public.postings on delete cascade,
  -- in the order in which they became visible: identify_postings() gives it out one transaction at a time
  seq bigint not null generated always as identity unique,
  keys int[] not null,
  identity json not null,
  closed_at timestamptz
);
-- Without a list of what is not sorted in yet: every look-up would read it.
create index posting_identities_keys on public.posting_identities using gin (keys) with (fastupdate = off);
create index posting_identities_closed on public.posting_identities (closed_at) where closed_at is not null;
alter table public.posting_identities enable row level security;

-- Whoever closes or opens a posting need not know of its identity. What goes on as another one has none any more.
create function public.note_closing()
returns trigger
language plpgsql set search_path = '' as $$
begin
  if new.closed_reason = 'duplicate' then
    delete from public.posting_identities where posting_id = new.id;
  else
    update public.posting_identities set closed_at = new.closed_at where posting_id = new.id;
  end if;
  return null;
end;
$$;
create trigger postings_closing after update of closed_at on public.postings
  for each row when (old.closed_at is distinct from new.closed_at) execute function public.note_closing();

-- Of a source's own ids, those that an open posting stands for: {id: hash of what it says}, with an empty hash where
-- another source's version is shown.
create function public.known_postings(p_source text, p_ids text[])
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_object_agg(i.id,
    case when o.source = p_source and o.source_id = i.id then o.content_hash else '' end), '{}')
  from unnest(p_ids) i(id)
  cross join lateral (
    select g.posting_id from public.sightings g where g.source = p_source and g.source_id = i.id limit 1
  ) s
  cross join lateral (select * from public.postings where id = s.posting_id and closed_at is null limit 1) o;
$$;
drop function public.unknown_source_ids(text, text[]);

-- Postings that have one of these keys, at most the 50 newest of each: {upTo, found: [[id, identity]]}, the open ones
-- first, then the newest. What became visible after `upTo` is not among them.
create function public.similar_postings(p_keys int[])
returns json
language sql stable set search_path = '' set enable_seqscan = off set jit = off
-- a key that thousands share is no key: some of them will do
set gin_fuzzy_search_limit = 1000 as $$
  with found as materialized (
    select distinct on (i.seq) i.*
    from unnest(p_keys) k(key)
    cross join lateral (
      -- "offset 0": all with the key first. The newest first would read the table until fifty have it.
      select * from (select posting_id, seq, closed_at, identity from public.posting_identities
                     where keys @> array[k.key] offset 0) with_key
      order by seq desc limit 50
    ) i
  )
  select json_build_object(
    'upTo', coalesce((select max(seq) from public.posting_identities), 0),
    'found', (select coalesce(json_agg(json_build_array(posting_id, identity) order by closed_at is not null, seq desc), '[]')
              from found));
$$;

-- The keys of what became visible after `p_up_to`.
create function public.later_keys(p_up_to bigint)
returns int[]
language sql stable set search_path = '' set enable_seqscan = off as $$
  select array_agg(distinct k) from public.posting_identities i cross join unnest(i.keys) k where i.seq > p_up_to;
$$;

-- Keeps what postings are recognised by: of the items `p`, those that stand in {sourceId: posting} as added or as
-- written. One transaction at a time, until its end: so the second of two that bring one posting sees the first's.
-- What became visible since `p_up_to` with the key of a new one was not compared with it: such a new one is taken back,
-- and the source ids of what stood for it returned, to be asked for again.
create function public.identify_postings(p_source text, p jsonb, p_added jsonb, p_written jsonb, p_up_to bigint)
returns text[]
language plpgsql set search_path = '' as $$
declare
  v_later int[];
  v_back uuid[];
  v_again text[] := '{}';
begin
  perform pg_advisory_xact_lock(20261122, 5);
  v_later := public.later_keys(p_up_to);
  if v_later is not null then
    select coalesce(array_agg((p_added ->> (e ->> 'sourceId'))::uuid), '{}') into v_back from jsonb_array_elements(p) e
    where p_added ? (e ->> 'sourceId')
      and exists (select from jsonb_array_elements(e -> 'keys') k where k::int = any (v_later));
    select coalesce(array_agg(source_id), '{}') into v_again from public.sightings
    where posting_id = any (v_back) and source = p_source;
    delete from public.postings where id = any (v_back);
  end if;
  insert into public.posting_identities (posting_id, keys, identity)
  select distinct on (w.id) w.id, array(select k::int from jsonb_array_elements(e -> 'keys') k), (e -> 'identity')::json
  from jsonb_array_elements(p) e
  cross join lateral (
    select coalesce(p_added ->> (e ->> 'sourceId'), p_written ->> (e ->> 'sourceId'))::uuid as id
  ) w
  where w.id is not null and e ? 'identity' and (e ->> 'sourceId') <> all (v_again)
    -- what has become the same as another one is known by that one's
    and (not p_written ? (e ->> 'sourceId') or exists (select from public.postings where id = w.id and closed_at is null))
  on conflict (posting_id) do update
  set seq = default, keys = excluded.keys, identity = excluded.identity, closed_at = null;
  return v_again;
end;
$$;

-- The open posting that an item of a page stands for, which has a sighting of it or is `sameAs` by the word of
-- lib/postings: `known` or `opened` again; `add` if there is none, `over` if there shall be none: past its own date,
-- or listed still within a week though its link leads nowhere, or copied from an employer who says that it is over.
drop function public.open_posting(text, jsonb);
create function public.open_posting(p_source text, p jsonb, out posting uuid, out outcome text, out reposted boolean)
language plpgsql set search_path = '' as $$
declare
  v record;
begin
  reposted := false;
  select o.*, true as sighted, coalesce(s.gone_at > now() - interval '7 days' and s.url = p #>> '{posting,url}', false) as gone
  into v from public.sightings s join public.postings o on o.id = s.posting_id
  where s.source = p_source and s.source_id = p ->> 'sourceId';
  if not found then
    select o.*, false as sighted, false as gone into v from public.postings o
    where o.id = (p ->> 'sameAs')::uuid and o.closed_reason is distinct from 'duplicate';
  end if;
  outcome := 'over';
  if v.id is null then
    outcome := 'add';
    return;
  elsif v.closed_at is null then
    posting := v.id;
    outcome := 'known';
    return;
  elsif v.gone or (p #>> '{posting,validThrough}')::timestamptz <= now() then
    return;
  end if;
  -- Its own source under another id, or one that says that it was posted since: not an echo of what is over.
  reposted := not v.sighted and (
    exists (select from public.sightings where posting_id = v.id and source = p_source)
    or coalesce((p #>> '{posting,postedAt}')::timestamptz > v.checked_at, false));
  if v.closed_reason = 'expired' and not reposted and (v.source, v.source_id) is distinct from (p_source, p ->> 'sourceId') then
    return;
  end if;
  begin
    -- The same row again, so that nobody is told of it twice. A link that was gone has to prove itself.
    update public.postings
    set closed_at = null, closed_reason = null, changed_at = clock_timestamp(), link_checked_at = null,
        link_reason = null, link_status = case when link_status = 'gone' then 'uncertain' end,
        reposted_at = case when reposted then now() else reposted_at end, reposts = reposts + reposted::int
    where id = v.id and closed_at is not null;
    posting := v.id;
    outcome := case when found then 'opened' else 'known' end;
    update public.sightings set gone_at = null
    where source = p_source and source_id = p ->> 'sourceId' and gone_at is not null;
  exception when unique_violation then
    -- Meanwhile another source brought it: that one stands for both.
    select o.id into posting from public.postings o where o.dedupe_key = v.dedupe_key and o.closed_at is null;
    outcome := case when posting is null then 'over' else 'known' end;
  end;
end;
$$;
drop function public.add_posting(text, jsonb);

-- Places of two versions, `p_first` before what `p_more` adds to it: cities, and countries that it says nothing of.
create function public.joined_locations(p_first jsonb, p_more jsonb)
returns jsonb
language sql immutable set search_path = '' as $$
  with every as (
    select distinct on (coalesce(l ->> 'geonameId', l ->> 'raw')) l, place
    from jsonb_array_elements(p_first || p_more) with ordinality e(l, place)
    where place <= jsonb_array_length(p_first) or l ->> 'city' is not null
      or not p_first @> jsonb_build_array(jsonb_build_object('country', l -> 'country'))
    order by coalesce(l ->> 'geonameId', l ->> 'raw'), place
  )
  select coalesce(jsonb_agg(l order by place), '[]') from (select * from every order by place limit 20) first;
$$;

-- A posting of several versions is in the places of all of them, since one may be for Leeds and one for York.
create function public.join_locations(p_posting uuid, p_locations jsonb)
returns void
language sql set search_path = '' as $$
  update public.postings
  set locations = public.joined_locations(locations, p_locations), changed_at = clock_timestamp()
  where id = p_posting and locations <> public.joined_locations(locations, p_locations);
$$;

-- Writes what a reader would notice, if this version is the one that is shown and has changed, or is to be shown from
-- now on: it is better than that one, or that one was not seen for 48 hours, or its link leads nowhere. Returns whether. Of
-- several versions, the places that one of them takes back stay until another stands alone.
drop function public.change_posting(uuid, text, jsonb);
create function public.write_posting(p_posting uuid, p_source text, p jsonb, p_reposted boolean)
returns boolean
language plpgsql set search_path = '' as $$
declare
  v_alone boolean := not exists (select from public.sightings where posting_id = p_posting
                                 and (source, source_id) is distinct from (p_source, p ->> 'sourceId'));
begin
  update public.postings o
  set content_hash = p ->> 'contentHash', source = p_source, source_id = p ->> 'sourceId',
      quality = coalesce((p ->> 'quality')::smallint, 0), url = f.url, title = f.title, company = f.company,
      locations = case when v_alone then f.locations else public.joined_locations(f.locations, o.locations) end, remote = f.remote, level = f.level, programme = f.programme, employment = f.employment,
      career_paths = f."careerPaths", occupation = f.occupation, languages = f.languages,
      experience_years = f."experienceYears", degree = f.degree, visa = f.visa, salary = f.salary,
      posted_at = f."postedAt", valid_through = f."validThrough", description = f.description, lang = f.lang,
      confidence = f.confidence, changed_at = clock_timestamp()
  from public.posting_fields(p -> 'posting') f
  where o.id = p_posting and case
    when o.source = p_source and o.source_id = p ->> 'sourceId' then o.content_hash <> p ->> 'contentHash'
    else p_reposted or (p ->> 'quality')::smallint > o.quality
      or not public.still_seen(o.source, o.source_id)
  end;
  if not found then
    if not v_alone then
      perform public.join_locations(p_posting, p #> '{posting,locations}');
    end if;
    return false;
  end if;
  update public.postings set dedupe_key = p ->> 'dedupeKey' where id = p_posting;
  return true;
exception when unique_violation then
  -- It has become the same as another open posting: that one goes on, with this one's sightings.
  update public.postings set closed_at = now(), closed_reason = 'duplicate', changed_at = clock_timestamp()
  where id = p_posting;
  update public.sightings s set posting_id = o.id from public.postings o
  where s.posting_id = p_posting and o.dedupe_key = p ->> 'dedupeKey' and o.closed_at is null;
  return true;
end;
$$;

-- Whether a source showed a posting lately, behind a link that leads there.
create function public.still_seen(p_source text, p_source_id text)
returns boolean
language sql stable set search_path = '' as $$
  select exists (select from public.sightings where source = p_source and source_id = p_source_id
                 and last_seen_at > now() - interval '48 hours' and gone_at is null);
$$;

-- Adds those of `p`, items in the order of their keys, that no open posting has the key of, and notes where they were
-- seen. Returns those it added: {sourceId: posting}.
drop function public.add_postings(text, text, jsonb[]);
create function public.add_postings(p_source text, p_target text, p jsonb[])
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_ids uuid[];
  v_added jsonb;
begin
  if cardinality(p) = 0 then
    return '{}';
  end if;
  with added as (
    insert into public.postings (dedupe_key, content_hash, source, source_id, quality, url, title, company, locations,
      remote, level, programme, employment, career_paths, occupation, languages, experience_years, degree, visa, salary,
      posted_at, valid_through, description, lang, confidence)
    select i.e ->> 'dedupeKey', i.e ->> 'contentHash', p_source, i.e ->> 'sourceId',
      coalesce((i.e ->> 'quality')::smallint, 0), f.url, f.title, f.company,
      f.locations, f.remote, f.level, f.programme, f.employment, f."careerPaths", f.occupation, f.languages,
      nullif(f."experienceYears", 'null'), f.degree, f.visa, nullif(f.salary, 'null'), f."postedAt", f."validThrough",
      f.description, f.lang, f.confidence
    from unnest(p) with ordinality i(e, place)
    cross join lateral jsonb_to_record(i.e -> 'posting') as f(url text, title text, company text, locations jsonb,
      remote jsonb, level text, programme text, employment text, "careerPaths" text[], occupation text, languages jsonb,
      "experienceYears" jsonb, degree text, visa text, salary jsonb, "postedAt" timestamptz, "validThrough" timestamptz,
      description text, lang text, confidence jsonb)
    order by i.place
    on conflict (dedupe_key) where closed_at is null do nothing
    returning id, source_id
  )
  select array_agg(id), coalesce(jsonb_object_agg(source_id, id), '{}') into v_ids, v_added from added;
  -- Its own statement: it sees what another page has added meanwhile. What has closed meanwhile comes with the next crawl.
  insert into public.sightings (source, source_id, posting_id, target, url)
  select p_source, i.e ->> 'sourceId', o.id, p_target, i.e #>> '{posting,url}'
  from unnest(p) with ordinality i(e, place)
  cross join lateral (
    select id from public.postings where dedupe_key = i.e ->> 'dedupeKey' and closed_at is null limit 1
  ) o
  order by i.place
  on conflict (source, source_id) do update
  set posting_id = excluded.posting_id, target = excluded.target, url = excluded.url, last_seen_at = now();
  if coalesce(cardinality(v_ids), 0) < cardinality(p) then
    perform public.touch_postings(array(
      select o.id from unnest(p) i(e) cross join lateral (
        select id from public.postings where dedupe_key = i.e ->> 'dedupeKey' and closed_at is null limit 1
      ) o where o.id <> all (coalesce(v_ids, '{}'))));
    perform public.join_locations(o.id, i.e #> '{posting,locations}')
    from unnest(p) with ordinality i(e, place)
    cross join lateral (
      select id from public.postings where dedupe_key = i.e ->> 'dedupeKey' and closed_at is null limit 1
    ) o
    where not v_added ? (i.e ->> 'sourceId') order by i.place;
  end if;
  return v_added;
end;
$$;

-- Notes that these are still there, with their open postings. Who holds one of them at this moment writes the same or
-- more, and is not waited for: a touch can be in no deadlock. Returns of how many ids there is a sighting.
create function public.touch_sightings(p_source text, p_target text, p_ids text[])
returns int
language plpgsql set search_path = '' as $$
declare
  v_id text;
  v_posting uuid;
  v_postings uuid[] := '{}';
begin
  foreach v_id in array p_ids loop
    select posting_id into v_posting from public.sightings where source = p_source and source_id = v_id;
    continue when not found;
    v_postings := v_postings || v_posting;
    update public.sightings set target = p_target, last_seen_at = now()
    where ctid = (select g.ctid from public.sightings g where g.source = p_source and g.source_id = v_id
                  for no key update skip locked);
  end loop;
  perform public.touch_postings(v_postings);
  return cardinality(v_postings);
end;
$$;
create or replace function public.touch_postings(p_ids uuid[])
returns void
language plpgsql set search_path = '' as $$
declare
  v_id uuid;
begin
  foreach v_id in array p_ids loop
    update public.postings set checked_at = now()
    where ctid = (select o.ctid from public.postings o where o.id = v_id and o.closed_at is null
                  for no key update skip locked);
  end loop;
end;
$$;

-- Stores items of a page, [{sourceId, dedupeKey, contentHash, posting, quality, keys, identity, sameAs?}] of
-- lib/postings: what is known, changed, or better than what is shown; what is new. Returns {added, changed, seen,
-- again}: the source ids to be asked for and stored again, see identify_postings.
drop function public.upsert_postings(text, text, jsonb);
create function public.upsert_postings(p_source text, p_target text, p jsonb, p_up_to bigint default null)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_item record;
  v_new jsonb[] := '{}';
  v_open record;
  v_unchanged text[] := '{}';
  v_added jsonb := '{}';
  v_written jsonb := '{}';
  v_seen int := 0;
  v_opened int := 0;
  v_changed int := 0;
  v_again text[] := '{}';
begin
  -- One order for all writers: two pages with the same postings wait for each other instead of deadlocking.
  for v_item in
    with items as materialized (
      select distinct on (e ->> 'sourceId') e, e ->> 'sourceId' as source_id, e ->> 'dedupeKey' as dedupe_key
      from jsonb_array_elements(p) with ordinality i(e, place) order by e ->> 'sourceId', place
    )
    select i.e, i.source_id, case
      when s.posting_id is null and not i.e ? 'sameAs' then
        case when (i.e #>> '{posting,validThrough}')::timestamptz <= now() then 'over' else 'new' end
      when s.posting_id is null or o.closed_at is not null or s.url <> i.e #>> '{posting,url}' then 'other'
      when o.source = p_source and o.source_id = i.source_id then
        case when o.content_hash = i.e ->> 'contentHash' then 'unchanged' else 'other' end
      when s.gone_at is not null
        or coalesce((i.e ->> 'quality')::smallint, 0) <= o.quality and public.still_seen(o.source, o.source_id) then 'unchanged'
      else 'other'
    end as kind
    from items i
    left join lateral (
      select g.posting_id, g.gone_at, g.url from public.sightings g where g.source = p_source and g.source_id = i.source_id limit 1
    ) s on true
    left join lateral (select * from public.postings where id = s.posting_id limit 1) o on true
    -- Of several with one key the best is added, the others are seen with it.
    order by i.dedupe_key, i.e -> 'quality' desc nulls last, i.source_id
  loop
    v_seen := v_seen + 1;
    if v_item.kind = 'unchanged' then
      v_unchanged := v_unchanged || v_item.source_id;
    elsif v_item.kind = 'new' then
      v_new := v_new || v_item.e;
    elsif v_item.kind = 'other' then
      -- What is new and comes before it in the order is stored before it.
      v_added := v_added || public.add_postings(p_source, p_target, v_new);
      v_new := '{}';
      select * into v_open from public.open_posting(p_source, v_item.e);
      if v_open.outcome = 'add' then
        v_new := v_new || v_item.e;
      end if;
      continue when v_open.posting is null;
      update public.postings set checked_at = now() where id = v_open.posting;
      insert into public.sightings (source, source_id, posting_id, target, url)
      values (p_source, v_item.source_id, v_open.posting, p_target, v_item.e #>> '{posting,url}')
      on conflict (source, source_id) do update
      set posting_id = excluded.posting_id, target = excluded.target, url = excluded.url, last_seen_at = now();
      v_opened := v_opened + (v_open.outcome = 'opened')::int;
      if public.write_posting(v_open.posting, p_source, v_item.e, v_open.reposted) then
        v_written := v_written || jsonb_build_object(v_item.source_id, v_open.posting);
        v_changed := v_changed + (v_open.outcome <> 'opened')::int;
      end if;
    end if;
  end loop;
  v_added := v_added || public.add_postings(p_source, p_target, v_new);
  perform public.touch_sightings(p_source, p_target, v_unchanged);
  -- Last: whoever holds this waits for nobody.
  if v_added <> '{}' or v_written <> '{}' then
    v_again := public.identify_postings(p_source, p, v_added, v_written, p_up_to);
  end if;
  return jsonb_build_object('seen', v_seen, 'changed', v_changed, 'again', v_again, 'added',
    v_opened + (select count(*) from jsonb_each_text(v_added) where not v_again @> array[key]));
end;
$$;

-- Stores a page and what it says about its run, in one call: items to store, and ids that are as they were. The raw
-- reply is kept for replay; the same page again (a job that ran twice, or what is to be stored again) counts what it
-- adds or changes, and nothing else. Without a run it starts one.
drop function public.store_page(text, text, text, jsonb, int, boolean, boolean, uuid, text);
create function public.store_page(p_source text, p_target text, p_body text, p_postings jsonb, p_rejected int,
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
  v_seen := public.touch_sightings(p_source, p_target, p_unchanged);
  v_counts := public.upsert_postings(p_source, p_target, p_postings, p_up_to);
  v_seen := v_seen + (v_counts ->> 'seen')::int;
  insert into public.raw_replies (run_id, cursor, body) values (v_run, p_cursor, p_body) on conflict do nothing;
  v_first := found;
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
-- Notes that these are still there, though nothing about them was read: [id] of the source. Counts them in the run.
create or replace function public.touch_seen(p_run uuid, p_source text, p_target text, p_ids text[])
returns int
language plpgsql set search_path = '' as $$
declare
  v_seen int := public.touch_sightings(p_source, p_target, p_ids);
begin
  update public.source_runs set seen = seen + v_seen where id = p_run;
  return v_seen;
end;
$$;
