-- The life of a posting: when it is over, whether its link still leads to it, and what a digest makes of that.

alter table public.postings
  -- what a look at its link showed; null = not looked at since it has this link
  add column link_status text check (link_status in ('live', 'gone', 'uncertain')),
  add column link_checked_at timestamptz,
  add column link_reason text;
alter table public.sightings
  -- other targets of the source where it was seen before
  add column also_in text[] not null default '{}',
  -- this link was found to lead nowhere; the source may list it for days
  add column gone_at timestamptz;
-- Frozen with the match, as the mail says it.
alter table public.matches add column link_status text;

-- What was found out about a link holds for that link.
create function public.forget_link()
returns trigger
language plpgsql set search_path = '' as $$
begin
  new.link_status := null;
  new.link_checked_at := null;
  new.link_reason := null;
  return new;
end;
$$;
create trigger postings_new_link before update of url on public.postings
  for each row when (old.url <> new.url) execute function public.forget_link();

-- A posting of two targets is gone when both no longer have it. A link that was gone is not the new one.
create function public.remember_sighting()
returns trigger
language plpgsql set search_path = '' as $$
begin
  new.also_in := array_remove(array(select distinct t from unnest(old.also_in || old.target) t), new.target);
  new.gone_at := case when old.url = new.url then new.gone_at end;
  return new;
end;
$$;
create trigger sightings_elsewhere before update of target, url on public.sightings
  for each row when (old.target <> new.target or old.url <> new.url) execute function public.remember_sighting();

-- The open posting that an item of a page stands for, by its sighting or by its key: known, opened again, or
-- added. Null for what is over by its own date, for what closed just now (the next crawl asks again), and for a
-- week for what is listed still though its link leads nowhere.
create or replace function public.open_posting(p_source text, p jsonb, out posting uuid, out added boolean)
language plpgsql set search_path = '' as $$
declare
  v_closed boolean;
  v_gone boolean;
begin
  added := false;
  select s.posting_id, o.closed_at is not null,
         coalesce(s.gone_at > now() - interval '7 days' and s.url = p #>> '{posting,url}', false)
  into posting, v_closed, v_gone
  from public.sightings s join public.postings o on o.id = s.posting_id
  where s.source = p_source and s.source_id = p ->> 'sourceId';
  if posting is not null and not v_closed then
    return;
  end if;
  if v_gone or (p #>> '{posting,validThrough}')::timestamptz <= now() then
    posting := null;
    return;
  end if;
  if v_closed then
    begin
      -- The same row again, so that nobody is told of it twice. A link that was gone has to prove itself.
      update public.postings
      set closed_at = null, closed_reason = null, changed_at = clock_timestamp(), link_checked_at = null,
          link_reason = null, link_status = case when link_status = 'gone' then 'uncertain' end
      where id = posting;
      update public.sightings set gone_at = null
      where source = p_source and source_id = p ->> 'sourceId' and gone_at is not null;
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

-- Closes what is over; an outage or an empty reply closes nothing.
--   expired: past its own end, or said to be over by its source, which sets that end.
--   unseen: complete crawls, not empty, of every target that had it have missed it for 48 hours. Sources whose
--     absence says nothing never report a complete run.
--   old: posted 30 days ago, and all who had it answer and have not shown it for 48 hours; or seen by nobody for 30 days.
create or replace function public.close_postings(p_limit int)
returns int
language plpgsql set search_path = '' as $$
declare
  v_closed int;
begin
  with runs as materialized (
    -- one key, or the planner compares every sighting of a source with all its targets
    select source || '/' || target as of, max(started_at) as answered_at, max(started_at)
      -- rows that could not be read are there all the same
      filter (where complete and rejected * 5 <= seen) as whole_at
    from public.source_runs where status = 'done' and seen > 0 group by 1
  ), quiet as (
    select id, valid_through < now() as ended, checked_at < now() - interval '30 days' as forgotten,
           coalesce(posted_at, first_seen_at) < now() - interval '30 days' as aged
    from public.postings
    where closed_at is null and (valid_through < now() or checked_at < now() - interval '48 hours')
  ), sought as (
    select s.posting_id, t = s.target as latest, r.whole_at is null as never_whole,
           coalesce(r.whole_at > s.last_seen_at + interval '48 hours', false) as missed,
           coalesce(r.answered_at > s.last_seen_at + interval '48 hours', false) as answered
    from quiet q join public.sightings s on s.posting_id = q.id
    cross join unnest(s.also_in || s.target) t
    left join runs r on r.of = s.source || '/' || t
  ), judged as (
    -- A target that can be seen whole is judged by that alone: its parts do not show the old.
    select posting_id, bool_and(missed) as missed,
           bool_and(missed or never_whole and (answered or not latest)) as answered
    from sought group by posting_id
  ), over as (
    select q.id, case
      when q.ended then 'expired'
      when j.missed then 'unseen'
      when q.forgotten or q.aged and j.answered then 'old'
    end as reason
    from quiet q left join judged j on j.posting_id = q.id
  ), chosen as (
    select id, reason from over where reason is not null limit p_limit
  )
  update public.postings o set closed_at = now(), closed_reason = chosen.reason, changed_at = clock_timestamp()
  from chosen where o.id = chosen.id;
  get diagnostics v_closed = row_count;
  return v_closed;
end;
$$;

-- Links to look at: of open postings that a digest may carry soon and that were not looked at for 24 hours. Wanted is
-- what the people who are due first ask for; the most wanted country comes first, and no host takes more than 60.
create function public.postings_to_check(p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  with people as materialized (
    select id, wishes from public.subscribers
    where status = 'active' and next_digest_at is not null order by next_digest_at limit 20000
  ), places as (
    select jsonb_object_agg(country, wanted) as wanted from (select country, count(*) as wanted from (
      select p.id, c #>> '{}' as country from people p, jsonb_path_query(p.wishes, '$.countries[*]') c
      union
      select p.id, c #>> '{}' from people p, jsonb_path_query(p.wishes, '$.cities[*].country') c
    ) each_once where country is not null group by country) counted
  ), paths as (
    select array_agg(distinct c #>> '{}') as wanted from people p, jsonb_path_query(p.wishes, '$.careerPaths[*]') c
  ), candidates as (
    select o.id, o.url, o.title, o.company, o.first_seen_at, w.wanted, o.level in ('mid', 'senior', 'lead') as experienced,
           lower(substring(o.url from '^https?://([^/?#]+)')) as host
    from places p cross join paths k
    join public.postings o on 'unsure' = any (k.wanted) or o.career_paths && k.wanted or o.career_paths = '{}'
    cross join lateral (
      select greatest(
        (select max((p.wanted ->> (c #>> '{}'))::int) from jsonb_path_query(o.locations, '$[*].country') c),
        -- From anywhere, or from where nobody says: last, but not never.
        case when o.remote ->> 'mode' = 'remote' or not jsonb_path_exists(o.locations, '$[*].country ? (@ != null)') then 1 end
      ) as wanted
    ) w
    where k.wanted is not null and o.closed_at is null and o.first_seen_at > now() - interval '30 days'
      and (o.link_checked_at is null or o.link_checked_at < now() - interval '24 hours') and w.wanted is not null
  ), ranked as (
    select *, row_number() over (partition by host order by experienced, wanted desc, first_seen_at desc, id) as turn
    from candidates
  ), chosen as (
    select * from ranked where turn <= 60 order by experienced, wanted desc, first_seen_at desc, id limit p_limit
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', id, 'url', url, 'title', title, 'company', company)
                            order by experienced, wanted desc, first_seen_at desc, id), '[]')
  from chosen;
$$;

-- Notes what was found behind links. `p` is [{id, url, status, reason}]; what has another link by now is left alone.
-- A posting whose link is gone closes, unless another source showed it within 48 hours: that one's link takes over.
-- Returns how many closed.
create function public.record_links(p jsonb)
returns int
language plpgsql set search_path = '' as $$
declare
  v_link record;
  v_closed int := 0;
begin
  for v_link in
    select i.* from jsonb_to_recordset(p) as i(id uuid, url text, status text, reason text) order by i.id
  loop
    update public.postings
    set link_status = v_link.status, link_reason = left(v_link.reason, 100), link_checked_at = now(),
        changed_at = case when link_status is distinct from v_link.status then clock_timestamp() else changed_at end
    where id = v_link.id and url = v_link.url and closed_at is null;
    continue when not found or v_link.status <> 'gone';
    update public.sightings set gone_at = now() where posting_id = v_link.id and url = v_link.url;
    -- Its new owner writes it anew at its next crawl.
    update public.postings o
    set source = s.source, source_id = s.source_id, url = s.url, content_hash = '', changed_at = clock_timestamp()
    from (
      select source, source_id, url from public.sightings
      where posting_id = v_link.id and gone_at is null and last_seen_at > now() - interval '48 hours'
      order by first_seen_at, source, source_id limit 1
    ) s
    where o.id = v_link.id;
    continue when found;
    update public.postings set closed_at = now(), closed_reason = 'link', changed_at = clock_timestamp() where id = v_link.id;
    v_closed := v_closed + 1;
  end loop;
  return v_closed;
end;
$$;

-- Postings that changed after the cursor, in order, without their texts: what a match worker keeps in memory.
-- Rows come again for ten seconds, since a slow writer commits a time that has already passed.
create or replace function public.catalogue_changes(p_since timestamptz, p_after uuid, p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', o.id, 'closed', o.closed_at is not null, 'changedAt', o.changed_at, 'dedupeKey', o.dedupe_key,
    'title', o.title, 'company', o.company, 'source', o.source, 'locations', o.locations, 'remote', o.remote,
    'level', o.level, 'programme', o.programme, 'employment', o.employment, 'careerPaths', o.career_paths,
    'occupation', o.occupation, 'languages', o.languages, 'visa', o.visa, 'salary', o.salary,
    'postedAt', o.posted_at, 'lang', o.lang, 'linkStatus', o.link_status) order by o.changed_at, o.id), '[]')
  from (
    select * from public.postings
    where (changed_at, id) > (p_since, p_after) and (closed_at is null or p_since > '-infinity')
    order by changed_at, id limit p_limit
  ) o;
$$;

-- Stores digests: matches and delivery together. `p` is [{deliveryId, lookedAt, more, matches: [{postingId,
-- score, parts, reasons, gaps}]}], best first. Postings that are over meanwhile or were matched before are left out.
-- Returns [{deliveryId, stored, status}].
create or replace function public.store_digests(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_item jsonb;
  v_delivery public.deliveries;
  v_stored int;
  v_result jsonb := '[]';
begin
  -- One order for all writers, so that two of them wait for each other instead of deadlocking.
  for v_item in select e from jsonb_array_elements(p) e order by e ->> 'deliveryId' loop
    select * into v_delivery from public.deliveries where id = (v_item ->> 'deliveryId')::uuid for update;
    if not found then
      continue;
    end if;
    if v_delivery.status = 'planned' then
      insert into public.matches (subscriber_id, posting_id, delivery_id, rank, score, parts, reasons, gaps, checked_at, link_status)
      select v_delivery.subscriber_id, o.id, v_delivery.id, row_number() over (order by m.ordinality),
             (m.value ->> 'score')::int, m.value -> 'parts',
             array(select jsonb_array_elements_text(m.value -> 'reasons')),
             array(select jsonb_array_elements_text(m.value -> 'gaps')),
             greatest(o.checked_at, case when o.link_status = 'live' then o.link_checked_at end), o.link_status
      from jsonb_array_elements(v_item -> 'matches') with ordinality m
      join public.postings o on o.id = (m.value ->> 'postingId')::uuid and o.closed_at is null
       and coalesce(o.valid_through > now(), true)
      on conflict (subscriber_id, posting_id) do nothing;
      get diagnostics v_stored = row_count;
      update public.deliveries
      -- A welcome goes out empty too: who has just confirmed is told, rather than left waiting for days.
      set status = case when v_stored > 0 or period like 'welcome%' then 'pending' else 'skipped' end,
          reason = case when v_stored > 0 or period like 'welcome%' then null else 'no posting matched' end,
          settled_at = case when v_stored > 0 or period like 'welcome%' then null else now() end,
          looked_at = (v_item ->> 'lookedAt')::int, more = (v_item ->> 'more')::int
      where id = v_delivery.id
      returning * into v_delivery;
    end if;
    v_result := v_result || jsonb_build_object('deliveryId', v_delivery.id, 'status', v_delivery.status,
                                               'progressId', v_delivery.progress_id);
  end loop;
  return v_result;
end;
$$;

-- Everything the renderer needs of one batch, in the order that was persisted (by id).
create or replace function public.batch_contents(p_batch uuid)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', d.id, 'kind', d.kind, 'period', d.period, 'requestId', d.request_id, 'progressId', d.progress_id,
    'createdAt', d.created_at, 'lookedAt', d.looked_at, 'more', d.more,
    'subscriberId', s.id, 'email', s.email, 'name', s.name, 'linkKeySealed', s.link_key_sealed,
    'timeZone', s.time_zone, 'wishes', s.wishes,
    'matches', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'postingId', o.id, 'rank', m.rank, 'score', m.score, 'reasons', m.reasons, 'gaps', m.gaps,
        'title', o.title, 'company', o.company, 'url', o.url, 'source', o.source, 'locations', o.locations,
        'remote', o.remote, 'level', o.level, 'programme', o.programme, 'salary', o.salary,
        'postedAt', o.posted_at, 'checkedAt', m.checked_at, 'linkStatus', m.link_status
      ) order by m.rank), '[]')
      from public.matches m join public.postings o on o.id = m.posting_id where m.delivery_id = d.id)
  ) order by d.id), '[]')
  from public.deliveries d join public.subscribers s on s.id = d.subscriber_id
  where d.batch_id = p_batch;
$$;

-- Ends the deliveries that must not be sent any more, with the reason. What closed while its digest waited is taken
-- out first: nothing of a pending delivery has been composed, or may have been sent.
create or replace function public.skip_unwanted(p_ids uuid[])
returns void
language sql set search_path = '' as $$
  with over as (
    delete from public.matches m using public.deliveries d, public.postings o
    where d.id = any (p_ids) and d.status = 'pending' and m.delivery_id = d.id
      and o.id = m.posting_id and o.closed_at is not null
    returning m.delivery_id
  )
  update public.deliveries d
  set status = 'skipped', settled_at = now(), reason = 'its postings have closed'
  where d.id in (select delivery_id from over) and d.status = 'pending' and d.period not like 'welcome%'
    and not exists (select from public.matches m join public.postings o on o.id = m.posting_id
                    where m.delivery_id = d.id and o.closed_at is null);
  update public.deliveries d
  set status = 'skipped', settled_at = now(), reason = why.reason
  from (
    select d.id, case
      when x.mailbox_hash is not null then 'suppressed'
      when d.kind = 'digest' and s.status <> 'active' then 'unsubscribed'
      when d.kind = 'verification' and s.status = 'active' then 'already confirmed'
      when d.created_at < now() - interval '3 days' then 'older than three days'
    end as reason
    from public.deliveries d
    join public.subscribers s on s.id = d.subscriber_id
    left join public.suppressions x on x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased'
    where d.id = any (p_ids) and d.status = 'pending'
  ) why
  where d.id = why.id and d.status = 'pending' and why.reason is not null;
$$;
