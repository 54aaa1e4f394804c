-- Supply: a page of postings in one call, and the end of postings that are gone.

-- A normalised posting's JSON as columns.
create function public.posting_fields(p jsonb)
returns table (url text, title text, company text, locations jsonb, remote jsonb, level text, programme text,
  employment text, "careerPaths" text[], occupation text, languages jsonb, "experienceYears" jsonb, degree text,
  visa text, salary jsonb, "postedAt" timestamptz, "validThrough" timestamptz, description text, lang text, confidence jsonb)
language sql stable set search_path = '' as $$
  select x.url, x.title, x.company, x.locations, x.remote, x.level, x.programme, x.employment, x."careerPaths",
         x.occupation, x.languages, nullif(x."experienceYears", 'null'), x.degree, x.visa, nullif(x.salary, 'null'),
         x."postedAt", x."validThrough", x.description, x.lang, x.confidence
  from jsonb_to_record(p) as x(url text, title text, company text, locations jsonb, remote jsonb, level text,
    programme text, employment text, "careerPaths" text[], occupation text, languages jsonb, "experienceYears" jsonb,
    degree text, visa text, salary jsonb, "postedAt" timestamptz, "validThrough" timestamptz, description text,
    lang text, confidence jsonb);
$$;

-- Adds a posting unless an open one has its key. Returns its id, or null.
create function public.add_posting(p_source text, p jsonb)
returns uuid
language sql set search_path = '' as $$
  insert into public.postings (dedupe_key, content_hash, source, source_id, url, title, company, locations, remote,
    level, programme, employment, career_paths, occupation, languages, experience_years, degree, visa, salary,
    posted_at, valid_through, description, lang, confidence)
  select p ->> 'dedupeKey', p ->> 'contentHash', p_source, p ->> 'sourceId', f.url, f.title, f.company, f.locations,
    f.remote, f.level, f.programme, f.employment, f."careerPaths", f.occupation, f.languages, f."experienceYears",
    f.degree, f.visa, f.salary, f."postedAt", f."validThrough", f.description, f.lang, f.confidence
  from public.posting_fields(p -> 'posting') f
  on conflict (dedupe_key) where closed_at is null do nothing
  returning id;
$$;

-- Writes what a reader would notice, if it changed and this source brought the posting; the others' sightings
-- only vouch that it is still there. Returns whether it changed.
create function public.change_posting(p_posting uuid, p_source text, p jsonb)
returns boolean
language plpgsql set search_path = '' as $$
begin
  update public.postings o
  set content_hash = p ->> 'contentHash', url = f.url, title = f.title, company = f.company, locations = f.locations,
      remote = f.remote, level = f.level, programme = f.programme, employment = f.employment,
      career_paths = f."careerPaths", occupation = f.occupation, languages = f.languages,
      experience_years = f."experienceYears", degree = f.degree, visa = f.visa, salary = f.salary,
      posted_at = f."postedAt", valid_through = f."validThrough", description = f.description, lang = f.lang,
      confidence = f.confidence, changed_at = clock_timestamp()
  from public.posting_fields(p -> 'posting') f
  where o.id = p_posting and o.source = p_source and o.source_id = p ->> 'sourceId'
    and o.content_hash <> p ->> 'contentHash';
  if not found then
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

-- The open posting that an item of a page stands for, by its sighting or by its key: known, opened again, or
-- added. Null for what is over by its own date, and for what closed just now: the next crawl asks again.
create function public.open_posting(p_source text, p jsonb, out posting uuid, out added boolean)
language plpgsql set search_path = '' as $$
declare
  v_closed boolean;
begin
  added := false;
  select s.posting_id, o.closed_at is not null into posting, v_closed
  from public.sightings s join public.postings o on o.id = s.posting_id
  where s.source = p_source and s.source_id = p ->> 'sourceId';
  if posting is not null and not v_closed then
    return;
  end if;
  if (p #>> '{posting,validThrough}')::timestamptz <= now() then
    posting := null;
    return;
  end if;
  if v_closed then
    begin
      -- The same row again, so that nobody is told of it twice.
      update public.postings set closed_at = null, closed_reason = null, changed_at = clock_timestamp() where id = posting;
      added := true;
      return;
    exception when unique_violation then
      null; -- Meanwhile another source brought it: that one stands for both.
    end;
  end if;
  posting := public.add_posting(p_source, p);
  added := posting is not null;
  if not added then
    select o.id into posting from public.postings o where o.dedupe_key = p ->> 'dedupeKey' and o.closed_at is null;
  end if;
end;
$$;

-- Stores one page. `p` is [{sourceId, dedupeKey, contentHash, posting: {...}}] (lib/postings). A posting that
-- another source has already is one posting with one more sighting; an unchanged one is only touched.
-- Returns {added, changed, seen}.
create function public.upsert_postings(p_source text, p_target text, p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_item jsonb;
  v_open record;
  v_added int := 0;
  v_changed int := 0;
  v_seen int := 0;
begin
  -- One order for all writers: two pages with the same postings wait for each other instead of deadlocking.
  for v_item in
    select i.e from (select distinct on (e ->> 'sourceId') e from jsonb_array_elements(p) e order by e ->> 'sourceId') i
    order by i.e ->> 'dedupeKey', i.e ->> 'sourceId'
  loop
    v_seen := v_seen + 1;
    select * into v_open from public.open_posting(p_source, v_item);
    if v_open.posting is null then
      continue;
    end if;
    update public.postings set checked_at = now() where id = v_open.posting;
    insert into public.sightings (source, source_id, posting_id, target, url)
    values (p_source, v_item ->> 'sourceId', v_open.posting, p_target, v_item #>> '{posting,url}')
    on conflict (source, source_id) do update
    set posting_id = excluded.posting_id, target = excluded.target, url = excluded.url, last_seen_at = now();
    if public.change_posting(v_open.posting, p_source, v_item) and not v_open.added then
      v_changed := v_changed + 1;
    end if;
    v_added := v_added + v_open.added::int;
  end loop;
  return jsonb_build_object('added', v_added, 'changed', v_changed, 'seen', v_seen);
end;
$$;

-- Stores a page and what it says about its run, in one call. The raw reply is kept for replay; the same
-- page again (a job that ran twice) stores the same postings and counts nothing. Without a run it starts one.
create function public.store_page(p_source text, p_target text, p_body text, p_postings jsonb, p_rejected int,
  p_last boolean, p_complete boolean, p_run uuid default null, p_cursor text default null)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_run uuid := p_run;
  v_counts jsonb;
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
  v_counts := public.upsert_postings(p_source, p_target, p_postings);
  insert into public.raw_replies (run_id, cursor, body) values (v_run, p_cursor, p_body) on conflict do nothing;
  if found then
    update public.source_runs
    set pages = pages + 1, seen = seen + (v_counts ->> 'seen')::int, added = added + (v_counts ->> 'added')::int,
        changed = changed + (v_counts ->> 'changed')::int, rejected = rejected + p_rejected,
        status = case when p_last then 'done' else 'running' end, complete = p_last and p_complete,
        finished_at = case when p_last then now() end
    where id = v_run;
  end if;
  return v_counts || jsonb_build_object('runId', v_run);
end;
$$;

-- Notes that a run ended without its postings, and why.
create function public.fail_run(p_source text, p_target text, p_error text, p_run uuid default null)
returns void
language plpgsql set search_path = '' as $$
begin
  update public.source_runs set status = 'failed', error = p_error, finished_at = now()
  where id = p_run and status = 'running';
  if not found and p_run is null then
    insert into public.source_runs (source, target, status, error, finished_at)
    values (p_source, p_target, 'failed', p_error, now());
  end if;
end;
$$;

-- Postings that changed after the cursor, in order, without their texts: what a match worker keeps in memory.
-- Rows come again for ten seconds, since a slow writer commits a time that has already passed.
create function public.catalogue_changes(p_since timestamptz, p_after uuid, p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', o.id, 'closed', o.closed_at is not null, 'changedAt', o.changed_at, 'dedupeKey', o.dedupe_key,
    'title', o.title, 'company', o.company, 'source', o.source, 'locations', o.locations, 'remote', o.remote,
    'level', o.level, 'programme', o.programme, 'employment', o.employment, 'careerPaths', o.career_paths,
    'occupation', o.occupation, 'languages', o.languages, 'visa', o.visa, 'salary', o.salary,
    'postedAt', o.posted_at, 'lang', o.lang) order by o.changed_at, o.id), '[]')
  from (
    select * from public.postings
    where (changed_at, id) > (p_since, p_after) and (closed_at is null or p_since > '-infinity')
    order by changed_at, id limit p_limit
  ) o;
$$;

-- Closes what is over: past its own end, unseen for 48 hours in a target that was seen completely since and
-- gave at least one posting, or 45 days old. An outage or an empty reply closes nothing.
create function public.close_postings(p_limit int)
returns int
language plpgsql set search_path = '' as $$
declare
  v_closed int;
begin
  with latest as (
    select distinct on (source, target) source, target, started_at from public.source_runs
    where status = 'done' and complete and seen > 0 order by source, target, started_at desc
  ), gone as (
    select o.id, case
      when o.valid_through < now() then 'expired'
      when coalesce(o.posted_at, o.first_seen_at) < now() - interval '45 days' and o.checked_at < now() - interval '2 days' then 'old'
      else 'unseen'
    end as reason
    from public.postings o
    where o.closed_at is null and (
      o.valid_through < now()
      or (coalesce(o.posted_at, o.first_seen_at) < now() - interval '45 days' and o.checked_at < now() - interval '2 days')
      or (o.checked_at < now() - interval '48 hours' and not exists (
        select from public.sightings s where s.posting_id = o.id and not exists (
          select from latest l where l.source = s.source and l.target = s.target
            and l.started_at > s.last_seen_at + interval '48 hours'))))
    limit p_limit
  )
  update public.postings o set closed_at = now(), closed_reason = gone.reason, changed_at = clock_timestamp()
  from gone where o.id = gone.id;
  get diagnostics v_closed = row_count;
  return v_closed;
end;
$$;
