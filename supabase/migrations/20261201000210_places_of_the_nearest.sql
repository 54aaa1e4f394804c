-- Of a version that is the same job by nothing but its link, and is further from the employer (the thousands of its quality)
-- than the one that is shown, no places are shown: an employer's number can stand in anybody's link. Where the words say
-- that it is the same job ("sameWords"), the cities of both are shown, as before.

-- As before, but for these places.
create or replace function public.add_postings(p_source text, p_target text, p jsonb[])
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
      select id, quality from public.postings where dedupe_key = i.e ->> 'dedupeKey' and closed_at is null limit 1
    ) o
    where not v_added ? (i.e ->> 'sourceId') and (coalesce((i.e ->> 'sameWords')::boolean, false)
      or coalesce((i.e ->> 'quality')::int, 0) / 1000 >= o.quality / 1000)
    order by i.place;
  end if;
  return v_added;
end;
$$;

-- As before, but for these places.
create or replace function public.write_posting(p_posting uuid, p_source text, p jsonb, p_reposted boolean)
returns boolean
language plpgsql set search_path = '' as $$
declare
  v_alone boolean := not exists (select from public.sightings where posting_id = p_posting
                                 and (source, source_id) is distinct from (p_source, p ->> 'sourceId'));
begin
  update public.postings o
  set content_hash = p ->> 'contentHash', source = p_source, source_id = p ->> 'sourceId',
      quality = coalesce((p ->> 'quality')::smallint, 0), url = f.url, title = f.title, company = f.company,
      locations = case
        when v_alone or p ->> 'sameWords' = 'false' and (p ->> 'quality')::int / 1000 > o.quality / 1000 then f.locations
        else public.joined_locations(f.locations, o.locations)
      end,
      remote = f.remote, level = f.level, programme = f.programme, employment = f.employment,
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
    perform public.join_locations(p_posting, p #> '{posting,locations}')
    from public.postings o
    where o.id = p_posting and not v_alone and (coalesce((p ->> 'sameWords')::boolean, false)
      or coalesce((p ->> 'quality')::int, 0) / 1000 >= o.quality / 1000);
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
