-- Supply: what is as it was, most of every crawl, is only touched; what is new is added in one statement; only what
-- changed, or opens again, is looked at by itself. Every look-up is by a key and for one row: a plan for sets was
-- seen to read whole tables, as the planner knows nothing of those that have just been filled.

-- A touch changes no index if the row's next version fits on its page, and the rows of a page are touched together:
-- half of it is left free, and texts, which no touch changes, stand elsewhere.
alter table public.postings set (fillfactor = 50, toast_tuple_target = 1024);
alter table public.sightings set (fillfactor = 50);

-- Adds those of `p`, items in the order of their keys, that no open posting has the key of, and notes where they were
-- seen. Returns how many it added.
create function public.add_postings(p_source text, p_target text, p jsonb[])
returns int
language plpgsql set search_path = '' as $$
declare
  v_ids uuid[];
begin
  if cardinality(p) = 0 then
    return 0;
  end if;
  with added as (
    insert into public.postings (dedupe_key, content_hash, source, source_id, url, title, company, locations, remote,
      level, programme, employment, career_paths, occupation, languages, experience_years, degree, visa, salary,
      posted_at, valid_through, description, lang, confidence)
    select i.e ->> 'dedupeKey', i.e ->> 'contentHash', p_source, i.e ->> 'sourceId', f.url, f.title, f.company,
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
    returning id
  )
  select array_agg(id) into v_ids from added;
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
  end if;
  return coalesce(cardinality(v_ids), 0);
end;
$$;

-- Notes that these are still there. Who holds one of them at this moment writes the same or more, and is not
-- waited for: a touch can be in no deadlock.
create function public.touch_postings(p_ids uuid[])
returns void
language plpgsql set search_path = '' as $$
declare
  v_id uuid;
begin
  foreach v_id in array p_ids loop
    update public.postings set checked_at = now()
    where ctid = (select o.ctid from public.postings o where o.id = v_id for no key update skip locked);
  end loop;
end;
$$;

-- Stores one page. `p` is [{sourceId, dedupeKey, contentHash, posting: {...}}] (lib/postings). A posting that
-- another source has already is one posting with one more sighting; an unchanged one is only touched.
-- Returns {added, changed, seen}.
create or replace function public.upsert_postings(p_source text, p_target text, p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_item record;
  v_new jsonb[] := '{}';
  v_open record;
  v_known text[];
  v_urls text[];
  v_unchanged uuid[];
  v_seen int := 0;
  v_added int := 0;
  v_changed int := 0;
begin
  -- One order for all writers: two pages with the same postings wait for each other instead of deadlocking.
  for v_item in
    with items as materialized (
      select distinct on (e ->> 'sourceId') e, e ->> 'sourceId' as source_id, e ->> 'dedupeKey' as dedupe_key
      from jsonb_array_elements(p) with ordinality i(e, place) order by e ->> 'sourceId', place
    )
    select i.e, i.source_id, s.posting_id, case
      when s.posting_id is null then
        case when (i.e #>> '{posting,validThrough}')::timestamptz <= now() then 'over' else 'new' end
      when o.closed_at is null
        and (o.content_hash = i.e ->> 'contentHash' or o.source <> p_source or o.source_id <> i.source_id) then 'unchanged'
      else 'other'
    end as kind
    from items i
    left join lateral (
      select g.posting_id from public.sightings g where g.source = p_source and g.source_id = i.source_id limit 1
    ) s on true
    left join lateral (select * from public.postings where id = s.posting_id limit 1) o on true
    order by i.dedupe_key, i.source_id
  loop
    v_seen := v_seen + 1;
    if v_item.kind = 'unchanged' then
      v_known := v_known || v_item.source_id;
      v_urls := v_urls || (v_item.e #>> '{posting,url}');
      v_unchanged := v_unchanged || v_item.posting_id;
    elsif v_item.kind = 'new' then
      v_new := v_new || v_item.e;
    elsif v_item.kind = 'other' then
      -- What is new and comes before it in the order is stored before it.
      v_added := v_added + public.add_postings(p_source, p_target, v_new);
      v_new := '{}';
      select * into v_open from public.open_posting(p_source, v_item.e);
      continue when v_open.posting is null;
      update public.postings set checked_at = now() where id = v_open.posting;
      insert into public.sightings (source, source_id, posting_id, target, url)
      values (p_source, v_item.source_id, v_open.posting, p_target, v_item.e #>> '{posting,url}')
      on conflict (source, source_id) do update
      set posting_id = excluded.posting_id, target = excluded.target, url = excluded.url, last_seen_at = now();
      if public.change_posting(v_open.posting, p_source, v_item.e) and not v_open.added then
        v_changed := v_changed + 1;
      end if;
      v_added := v_added + v_open.added::int;
    end if;
  end loop;
  v_added := v_added + public.add_postings(p_source, p_target, v_new);
  perform public.touch_postings(coalesce(v_unchanged, '{}'));
  for v_item in select * from unnest(v_known, v_urls) k(source_id, url) loop
    update public.sightings set target = p_target, url = v_item.url, last_seen_at = now()
    where ctid = (select g.ctid from public.sightings g where g.source = p_source and g.source_id = v_item.source_id
                  for no key update skip locked);
  end loop;
  return jsonb_build_object('added', v_added, 'changed', v_changed, 'seen', v_seen);
end;
$$;
