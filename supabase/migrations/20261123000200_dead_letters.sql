-- Jobs that failed for good: kept here when Redis has long trimmed or lost them, to be searched and run again.

create table public.dead_letters (
  id bigint generated always as identity primary key,
  queue text not null,
  job_id text not null,
  -- what enqueue takes: ids, or sealed text; null = it was sealed and has had its time
  payload jsonb,
  request_id text,
  error text not null,
  stack text,
  attempts int not null,
  failed_at timestamptz not null,
  -- every id that it is looked for by: the job's, the request's, and those in the payload
  ids text[] not null,
  redriven_at timestamptz,
  -- the job that did it
  redriven_by text,
  unique (queue, job_id, failed_at)
);
alter table public.dead_letters enable row level security;
create index dead_letters_ids on public.dead_letters using gin (ids);
create index dead_letters_age on public.dead_letters (failed_at);
create index dead_letters_open on public.dead_letters (queue, id) where redriven_at is null and payload is not null;
create index dead_letters_sealed on public.dead_letters (failed_at) where payload ? 'sealed';
create index dead_letters_by on public.dead_letters (redriven_by) where redriven_by is not null;

create function public.uuids_in(p_text text)
returns text[]
language sql immutable set search_path = '' as $$
  select array(select distinct lower(m[1]) from regexp_matches(p_text, '([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})', 'gi') m);
$$;

-- Notes failures of one queue, `p_letters` as [{jobId, payload, requestId?, error, stack?, attempts, failedAt}]. One that is
-- known already stays as it is. Returns how many were new.
create function public.bury(p_queue text, p_letters jsonb)
returns int
language plpgsql set search_path = '' as $$
declare
  v_new int;
begin
  insert into public.dead_letters (queue, job_id, payload, request_id, error, stack, attempts, failed_at, ids)
  select p_queue, l ->> 'jobId', l -> 'payload', l ->> 'requestId', l ->> 'error', l ->> 'stack', (l ->> 'attempts')::int,
         (l ->> 'failedAt')::timestamptz,
         array_remove(array[lower(l ->> 'jobId'), lower(l ->> 'requestId')], null) || public.uuids_in(l ->> 'payload')
  from jsonb_array_elements(p_letters) l
  on conflict do nothing;
  get diagnostics v_new = row_count;
  return v_new;
end;
$$;

-- Failures that nobody has run again though they could, the oldest first: of `p` {queue} those with {after?, before?, error?} (a part of its
-- message), or those of {jobIds}. `p_from`: only with a higher id.
create function public.dead_letters_of(p jsonb, p_from bigint, p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', l.id, 'jobId', l.job_id, 'payload', l.payload, 'requestId', l.request_id,
    'failedAt', (extract(epoch from l.failed_at) * 1000)::bigint) order by l.id), '[]')
  from (
    select * from public.dead_letters
    where queue = p ->> 'queue' and redriven_at is null and payload is not null and id > p_from
      and (not p ? 'after' or failed_at >= (p ->> 'after')::timestamptz)
      and (not p ? 'before' or failed_at < (p ->> 'before')::timestamptz)
      and (not p ? 'error' or strpos(lower(error), lower(p ->> 'error')) > 0)
      and (not p ? 'jobIds' or job_id in (select jsonb_array_elements_text(p -> 'jobIds')))
    order by id limit p_limit) l;
$$;

-- How many the job `p_by` has run again so far: it may have been interrupted.
create function public.redriven_by(p_by text)
returns int
language sql stable set search_path = '' as $$
  select count(*)::int from public.dead_letters where redriven_by = p_by;
$$;

-- These are done with. `p_by`: the job that has run them again; null = they had been already.
create function public.note_redriven(p_ids bigint[], p_by text default null)
returns int
language plpgsql set search_path = '' as $$
declare
  v_noted int;
begin
  update public.dead_letters set redriven_at = now(), redriven_by = p_by where id = any (p_ids) and redriven_at is null;
  get diagnostics v_noted = row_count;
  return v_noted;
end;
$$;

-- How many failures of each queue nobody has run again, though they could.
create function public.dead_letter_counts()
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_object_agg(queue, n), '{}')
  from (select queue, count(*) as n from public.dead_letters where redriven_at is null and payload is not null group by queue) counted;
$$;

-- What jobs did and what became of it, the newest first, from what is kept of them: failures, mails and digests (`email`),
-- crawls (`scrape`), the vendor's events (`webhook`). An id finds all that has to do with it at any age; other words are
-- looked for in errors, reasons, kinds, sources and targets since `p_since`. No `p_queue`: all.
-- Returns [{queue, id, at, state, summary, error}].
create function public.search_jobs(p_text text, p_since timestamptz, p_limit int, p_queue text default null)
returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_text text := lower(btrim(p_text));
  v_id uuid := case when v_text ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then v_text::uuid end;
  v_found jsonb;
begin
  select coalesce(jsonb_agg(to_jsonb(f) order by f.at desc, f.id), '[]') into v_found from (
    (select l.queue, l.job_id as id, l.failed_at as at, case when l.redriven_at is null then 'failed' else 'redriven' end as state,
            'after ' || l.attempts || ' attempts' as summary, l.error
     from public.dead_letters l
     where l.ids @> array[v_text] and (p_queue is null or l.queue = p_queue)
     order by l.failed_at desc limit p_limit)
    union
    (select l.queue, l.job_id, l.failed_at, case when l.redriven_at is null then 'failed' else 'redriven' end,
            'after ' || l.attempts || ' attempts', l.error
     from public.dead_letters l
     where v_id is null and l.failed_at >= p_since and (p_queue is null or l.queue = p_queue)
       and (strpos(lower(l.error), v_text) > 0 or strpos(l.queue, v_text) > 0
            or strpos(lower(l.payload ->> 'source'), v_text) > 0 or strpos(lower(l.payload ->> 'target'), v_text) > 0)
     order by l.failed_at desc limit p_limit)
    union all
    (select 'email', d.id::text, d.created_at, d.status, d.kind || ' ' || d.period, d.reason
     from public.deliveries d
     where v_id is not null and coalesce(p_queue, 'email') in ('email', 'match')
       and d.id in (
         select x.id from public.deliveries x where x.id = v_id
         union select x.id from public.deliveries x where x.subscriber_id = v_id
         union select x.id from public.deliveries x where x.batch_id = v_id
         union select x.id from public.deliveries x where x.request_id = v_id
         union select x.id from public.deliveries x where x.provider_id = v_text
         union select m.delivery_id from public.matches m where m.id = v_id)
     order by d.created_at desc limit p_limit)
    union all
    (select 'email', d.id::text, d.created_at, d.status, d.kind || ' ' || d.period, d.reason
     from public.deliveries d
     where v_id is null and coalesce(p_queue, 'email') in ('email', 'match') and d.created_at >= p_since
       and (strpos(lower(d.reason), v_text) > 0 or d.kind = v_text or d.status = v_text or d.provider_id = v_text)
     order by d.created_at desc limit p_limit)
    union all
    (select 'scrape', r.id::text, r.started_at, r.status,
            r.source || '/' || r.target || ': ' || r.seen || ' seen, ' || r.added || ' new', r.error
     from public.source_runs r
     where coalesce(p_queue, 'scrape') = 'scrape' and r.id = v_id)
    union all
    (select 'scrape', r.id::text, r.started_at, r.status,
            r.source || '/' || r.target || ': ' || r.seen || ' seen, ' || r.added || ' new', r.error
     from public.source_runs r
     where v_id is null and coalesce(p_queue, 'scrape') = 'scrape' and r.started_at >= p_since
       and (strpos(lower(r.source || '/' || r.target), v_text) > 0 or strpos(lower(r.error), v_text) > 0 or r.status = v_text)
     order by r.started_at desc limit p_limit)
    union all
    (select 'webhook', e.event_id, e.received_at, case when e.processed_at is null then 'waiting' else 'done' end,
            e.source || ' ' || e.type, null
     from public.webhook_events e
     where coalesce(p_queue, 'webhook') = 'webhook'
       and (e.source, e.event_id) in (
         select x.source, x.event_id from public.webhook_events x
         where x.source in ('resend', 'polar') and x.event_id = btrim(p_text)
         union select x.source, x.event_id from public.webhook_events x
         where x.source = 'resend' and x.data ->> 'email_id' = btrim(p_text)
         union select x.source, x.event_id from public.deliveries d
         join public.webhook_events x on x.source = 'resend' and x.data ->> 'email_id' = d.provider_id
         where d.id = v_id and d.provider_id is not null)
     limit p_limit)
    union all
    (select 'webhook', e.event_id, e.received_at, case when e.processed_at is null then 'waiting' else 'done' end,
            e.source || ' ' || e.type, null
     from public.webhook_events e
     where v_id is null and coalesce(p_queue, 'webhook') = 'webhook' and e.received_at >= p_since
       and strpos(lower(e.type), v_text) > 0
     order by e.received_at desc limit p_limit)
    order by at desc, id limit p_limit) f;
  return v_found;
end;
$$;

-- Whom `p_who`, an id or an address, means, for what an operator is about to do. Null = there is no such person.
-- `reachable`: mail may be written to them.
create function public.operator_person(p_act text, p_who text)
returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_row public.subscribers := public.subscriber_for(p_act, p_who);
begin
  if v_row.id is null or v_row.status = 'erasing' then
    return null;
  end if;
  return jsonb_build_object(
    'id', v_row.id, 'keyHash', v_row.link_key_sha256,
    'reachable', not exists (select from public.suppressions x
                             where x.mailbox_hash = v_row.mailbox_hash and x.reason <> 'erased'));
end;
$$;

-- Everything about a person, for an operator who hands it over. Null = there is no such person.
create function public.operator_export(p_who text)
returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_row public.subscribers := public.subscriber_for('export', p_who);
begin
  return public.everything_about(v_row.id);
end;
$$;

-- As before, and with jobs of theirs that failed: what is sealed in them is theirs.
create or replace function public.forget_subscribers(p_ids uuid[])
returns int
language plpgsql set search_path = '' as $$
declare
  v_gone int;
begin
  -- The person before the event, as apply_mail_event locks them.
  perform from public.subscribers where id = any (p_ids) order by id for update;
  delete from public.webhook_events e using public.deliveries d
  where d.subscriber_id = any (p_ids) and d.provider_id is not null
    and e.source = 'resend' and e.data ->> 'email_id' = d.provider_id;
  delete from public.dead_letters where ids && p_ids::text[] and payload ? 'sealed';
  delete from public.subscribers where id = any (p_ids);
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$$;

-- As before, and which jobs of theirs failed, without what they carried: others may be named in it.
create or replace function public.everything_about(p_subscriber uuid)
returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_row public.subscribers;
begin
  select * into v_row from public.subscribers where id = p_subscriber;
  if not found then
    return null;
  end if;
  return jsonb_build_object(
    'exported_at', now(),
    'subscribers', jsonb_build_array(to_jsonb(v_row) - 'link_key_sealed' - 'link_key_sha256'),
    'consents', (select coalesce(jsonb_agg(to_jsonb(c) order by c.given_at, c.id), '[]')
      from public.consents c where c.subscriber_id = v_row.id),
    'email_verification_requests', (select coalesce(jsonb_agg(to_jsonb(r) order by r.created_at, r.id), '[]')
      from public.email_verification_requests r where r.subscriber_id = v_row.id),
    'address_changes', (select coalesce(jsonb_agg(to_jsonb(a) - 'key_sealed' - 'key_sha256' order by a.requested_at, a.id), '[]')
      from public.address_changes a where a.subscriber_id = v_row.id),
    'deliveries', (select coalesce(jsonb_agg(to_jsonb(d) order by d.created_at, d.id), '[]')
      from public.deliveries d where d.subscriber_id = v_row.id),
    'matches', (select coalesce(jsonb_agg(to_jsonb(m) || jsonb_build_object(
        'posting', jsonb_build_object('title', o.title, 'company', o.company, 'url', o.url)) order by m.created_at, m.rank), '[]')
      from public.matches m left join public.postings o on o.id = m.posting_id where m.subscriber_id = v_row.id),
    'verdicts', (select coalesce(jsonb_agg(to_jsonb(v) order by v.at, v.match_id), '[]')
      from public.verdicts v where v.subscriber_id = v_row.id),
    'suppressions', (select coalesce(jsonb_agg(to_jsonb(x)), '[]')
      from public.suppressions x where x.mailbox_hash = v_row.mailbox_hash),
    'webhook_events', (select coalesce(jsonb_agg(to_jsonb(e) order by e.received_at, e.event_id), '[]')
      from public.deliveries d join public.webhook_events e on e.source = 'resend' and e.data ->> 'email_id' = d.provider_id
      where d.subscriber_id = v_row.id and d.provider_id is not null),
    'dead_letters', (select coalesce(jsonb_agg(to_jsonb(l) - 'payload' - 'stack' - 'ids' order by l.failed_at, l.id), '[]')
      from public.dead_letters l where l.ids @> array[v_row.id::text]));
end;
$$;

-- As before, and of jobs that failed for good.
create or replace function public.purge(p_kind text, p_limit int)
returns int
language plpgsql set search_path = '' as $$
declare
  v_gone int;
begin
  case p_kind
    -- Never confirmed: seven days after the last signup, unless a fresh link is still open.
    when 'subscribers' then
      return public.forget_subscribers(array(
        select s.id from public.subscribers s
        where s.status = 'unverified' and s.updated_at < now() - interval '7 days'
          and not exists (select from public.email_verification_requests r
                          where r.subscriber_id = s.id and r.consumed_at is null and r.expires_at > now())
        limit p_limit));
    -- Left a year ago: time enough to come back to what was chosen. Of who was suppressed the hash stays.
    when 'left' then
      return public.forget_subscribers(array(
        select s.id from public.subscribers s
        where s.status = 'unsubscribed' and s.unsubscribed_at < now() - interval '12 months' limit p_limit));
    when 'requests' then
      delete from public.email_verification_requests where id in (
        select id from public.email_verification_requests where expires_at < now() - interval '7 days' limit p_limit);
    when 'changes' then
      delete from public.address_changes where id in (
        select id from public.address_changes where expires_at < now() - interval '7 days' limit p_limit);
    when 'replies' then
      delete from public.raw_replies where id in (
        select id from public.raw_replies where fetched_at < now() - interval '1 day' order by fetched_at limit p_limit);
    -- The closing rule reads the latest complete run of each target, so runs outlive it by far.
    when 'runs' then
      delete from public.source_runs where id in (
        select id from public.source_runs where started_at < now() - interval '30 days' limit p_limit);
    when 'cache' then
      delete from public.job_cache where key in (select key from public.job_cache where expires_at < now() limit p_limit);
    when 'batches' then
      delete from public.email_batches where id in (
        select id from public.email_batches where status <> 'open' and created_at < now() - interval '30 days' limit p_limit);
    -- What they said stands with the delivery by then.
    when 'events' then
      delete from public.webhook_events where (source, event_id) in (
        select source, event_id from public.webhook_events where received_at < now() - interval '30 days' limit p_limit);
    -- What comes back later than this is another posting.
    when 'identities' then
      delete from public.posting_identities where posting_id in (
        select posting_id from public.posting_identities where closed_at < now() - interval '180 days' limit p_limit);
    -- What is sealed in them may be a person's: as long as in Redis. The rest as long as somebody may look for a pattern.
    when 'sealed' then
      update public.dead_letters set payload = null where id in (
        select id from public.dead_letters where payload ? 'sealed' and failed_at < now() - interval '14 days' limit p_limit);
    when 'letters' then
      delete from public.dead_letters where id in (
        select id from public.dead_letters where failed_at < now() - interval '90 days' limit p_limit);
  end case;
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$$;
