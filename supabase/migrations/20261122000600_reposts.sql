-- A posting that came back: looked at like a new one, told as what it is, and forgotten half a year after it closed.

-- Links to look at: of open postings that a digest may carry soon and that were not looked at for 24 hours. Wanted is
-- what the people who are due first ask for; the most wanted country comes first, and no host takes more than 60.
create or replace function public.postings_to_check(p_limit int)
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
    select o.id, o.url, o.title, o.company, greatest(o.first_seen_at, o.reposted_at) as first_seen_at, w.wanted, o.level in ('mid', 'senior', 'lead') as experienced,
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
    where k.wanted is not null and o.closed_at is null and greatest(o.first_seen_at, o.reposted_at) > now() - interval '30 days'
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
        'postedAt', o.posted_at, 'checkedAt', m.checked_at, 'linkStatus', m.link_status,
        'firstSeenAt', o.first_seen_at, 'repostedAt', o.reposted_at
      ) order by m.rank), '[]')
      from public.matches m join public.postings o on o.id = m.posting_id where m.delivery_id = d.id)
  ) order by d.id), '[]')
  from public.deliveries d join public.subscribers s on s.id = d.subscriber_id
  where d.batch_id = p_batch;
$$;

-- Deletes what has had its time: retention in one place, `p_limit` rows of a kind a call, since a statement has
-- 8 seconds. The caller asks again while any count reaches the limit.
create or replace function public.purge(p_limit int default 1000)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_people int; v_requests int; v_replies int; v_runs int; v_cache int; v_batches int; v_events int; v_identities int;
begin
  -- Never confirmed: seven days after the last signup, unless a fresh link is still open.
  delete from public.subscribers where id in (
    select s.id from public.subscribers s
    where s.status = 'unverified' and s.updated_at < now() - interval '7 days'
      and not exists (select from public.email_verification_requests r
                      where r.subscriber_id = s.id and r.consumed_at is null and r.expires_at > now())
    limit p_limit);
  get diagnostics v_people = row_count;
  delete from public.email_verification_requests where id in (
    select id from public.email_verification_requests where expires_at < now() - interval '7 days' limit p_limit);
  get diagnostics v_requests = row_count;
  delete from public.raw_replies where id in (
    select id from public.raw_replies where fetched_at < now() - interval '1 day' order by fetched_at limit p_limit);
  get diagnostics v_replies = row_count;
  -- A run takes minutes; its next page was lost, or failed without a word.
  update public.source_runs set status = 'failed', error = 'never finished', finished_at = now()
  where status = 'running' and started_at < now() - interval '6 hours';
  -- The closing rule reads the latest complete run of each target, so runs outlive it by far.
  delete from public.source_runs where id in (
    select id from public.source_runs where started_at < now() - interval '30 days' limit p_limit);
  get diagnostics v_runs = row_count;
  delete from public.job_cache where key in (select key from public.job_cache where expires_at < now() limit p_limit);
  get diagnostics v_cache = row_count;
  delete from public.email_batches where id in (
    select id from public.email_batches where status <> 'open' and created_at < now() - interval '30 days' limit p_limit);
  get diagnostics v_batches = row_count;
  delete from public.webhook_events where (source, event_id) in (
    select source, event_id from public.webhook_events
    where received_at < now() - interval '30 days' and processed_at is not null limit p_limit);
  get diagnostics v_events = row_count;
  -- What comes back later than this is another posting.
  delete from public.posting_identities where posting_id in (
    select posting_id from public.posting_identities where closed_at < now() - interval '180 days' limit p_limit);
  get diagnostics v_identities = row_count;
  return jsonb_build_object('subscribers', v_people, 'requests', v_requests, 'replies', v_replies, 'runs', v_runs,
                            'cache', v_cache, 'batches', v_batches, 'events', v_events, 'identities', v_identities);
end;
$$;
