-- Digests: what a subscriber may set, why a digest is no mail, a welcome that comes when there is something, and
-- digests stored a whole job at a time.

alter table public.subscribers
  add column paused_until timestamptz,
  add column excluded_companies text[] not null default '{}' check (cardinality(excluded_companies) <= 100),
  -- below it no posting is worth a mail to this person; null = the service's own
  add column min_score int check (min_score between 0 and 100),
  -- verdicts before it do not count
  add column taste_reset_at timestamptz,
  -- the welcome found nothing: each morning until then looks for it again; null = none is owed
  add column welcome_until timestamptz;

alter table public.matches
  -- how many more postings of its company fit
  add column same_company int not null default 0 check (same_company >= 0),
  -- the re-rank's words about it, checked
  add column sentence text,
  -- who put it in its place: {"by": "code"}, with "fallback": why, or {"by": "rerank", "model": ...}
  add column provenance jsonb not null default '{"by": "code"}';

-- Checking these was a third of the time of storing a digest, and each check of a posting wrote its row, the popular ones
-- thousands of times a morning. The delivery's own key says whose a match is and when it goes; postings stay.
alter table public.matches drop constraint matches_subscriber_id_fkey, drop constraint matches_posting_id_fkey;
drop index public.matches_posting;

-- A status that changes is in no index and finds room beside the row before, so that no index is written.
drop index public.deliveries_open;
create index deliveries_open on public.deliveries (created_at) where settled_at is null;
drop index public.deliveries_batch, public.deliveries_request;
create index deliveries_batch on public.deliveries (batch_id) where batch_id is not null;
create index deliveries_request on public.deliveries (request_id) where request_id is not null;
alter table public.deliveries set (fillfactor = 70);
alter table public.subscribers set (fillfactor = 80);

-- The reasons of lib/subscribers/skips.ts. An operator's allow-list and mails that do not render have words of their own.
update public.deliveries set reason = case reason
    when 'no posting matched' then 'no_new' when 'older than three days' then 'too_late'
    when 'its postings have closed' then 'closed' when 'wishes do not parse' then 'bad_wishes'
    else 'already_confirmed' end
where status = 'skipped' and reason in ('no posting matched', 'older than three days', 'its postings have closed',
                                        'wishes do not parse', 'already confirmed');
comment on column public.deliveries.reason is
  'Of a skipped digest: no_new, too_few, paused, suppressed, too_late, unsubscribed, closed, bad_wishes. Of another mail also already_confirmed.';

-- What a person said about a match, the last word of theirs.
create table public.verdicts (
  match_id uuid primary key references public.matches on delete cascade,
  subscriber_id uuid not null references public.subscribers on delete cascade,
  verdict text not null check (verdict in ('more', 'less', 'irrelevant', 'applied')),
  reason text check (reason in ('place', 'role', 'level', 'company', 'pay', 'stale', 'other')),
  at timestamptz not null default now()
);
create index verdicts_newest on public.verdicts (subscriber_id, at desc);
alter table public.verdicts enable row level security;

-- @returns whether that match is this person's
create function public.record_verdict(p_subscriber uuid, p_match uuid, p_verdict text, p_reason text default null)
returns boolean
language plpgsql set search_path = '' as $$
begin
  insert into public.verdicts (match_id, subscriber_id, verdict, reason)
  select id, subscriber_id, p_verdict, p_reason from public.matches where id = p_match and subscriber_id = p_subscriber
  on conflict (match_id) do update set verdict = excluded.verdict, reason = excluded.reason, at = excluded.at;
  return found;
end;
$$;

-- Ends a subscription at once: nothing that waits is sent any more, and what was set for a while is over.
create or replace function public.unsubscribe_subscriber(p_subscriber uuid)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_changed boolean;
begin
  update public.subscribers
  set status = 'unsubscribed', unsubscribed_at = now(), updated_at = now(), next_digest_at = null,
      paused_until = null, welcome_until = null
  where id = p_subscriber and status <> 'unsubscribed';
  v_changed := found;
  update public.consents set withdrawn_at = now() where subscriber_id = p_subscriber and withdrawn_at is null and v_changed;
  update public.deliveries set status = 'skipped', reason = 'unsubscribed', settled_at = now()
  where subscriber_id = p_subscriber and kind = 'digest' and status in ('planned', 'pending');
  return jsonb_build_object('changed', v_changed);
end;
$$;

-- Claims subscribers whose digest is due, the longest due first, for 15 seconds: over by the time a killed planner's
-- job is found stalled and runs again. Two claims of one row are harmless, as only one of them can move it.
create or replace function public.claim_due(p_limit int)
returns jsonb
language sql set search_path = '' as $$
  with due as (
    select id from public.subscribers
    where status = 'active' and next_digest_at <= now() and (plan_claimed_until is null or plan_claimed_until < now())
    order by next_digest_at limit p_limit for update skip locked
  ), claimed as (
    update public.subscribers s set plan_claimed_until = now() + interval '15 seconds'
    from due where s.id = due.id
    returning s.id, s.next_digest_at, s.time_zone, s.cadence, s.tier, s.welcome_until
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', id, 'due', next_digest_at, 'timeZone', time_zone, 'cadence', cadence, 'tier', tier,
    'welcomeUntil', welcome_until)), '[]')
  from claimed;
$$;

-- The digests of these people that are promised and not filled yet, found person by person: asked for all at once, the
-- planner was seen to read every open delivery there is.
create function public.owed_digests(p_subscribers uuid[])
returns setof public.deliveries
language sql stable rows 100 set search_path = '' as $$
  select d.* from unnest(p_subscribers) u(id)
  cross join lateral (
    select * from public.deliveries where subscriber_id = u.id and kind = 'digest' and status = 'planned' offset 0
  ) d;
$$;

-- The digests that are promised to these subscribers and not filled yet, with all that ranking needs.
-- `p_period` promises one first (an operator's request); what nobody may or wants to get ends here with its reason.
-- Returns {digests: [...], skipped: {reason: count}}.
create or replace function public.begin_matching(p_subscribers uuid[], p_period text default null)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_skipped jsonb;
begin
  if p_period is not null then
    insert into public.deliveries (subscriber_id, kind, period, status)
    select s.id, 'digest', p_period, 'planned' from public.subscribers s
    where s.id = any (p_subscribers) and s.status = 'active'
    on conflict do nothing;
  end if;
  with why as (
    select d.id, case
      when s.status <> 'active' then 'unsubscribed'
      when exists (select from public.suppressions x where x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased')
        then 'suppressed'
      when s.paused_until > now() then 'paused'
      when d.created_at < now() - interval '3 days' then 'too_late'
    end as reason
    from public.owed_digests(p_subscribers) d join public.subscribers s on s.id = d.subscriber_id
  ), ended as (
    update public.deliveries d set status = 'skipped', reason = why.reason, settled_at = now()
    from why where d.id = why.id and why.reason is not null and d.status = 'planned' returning d.reason
  )
  select jsonb_object_agg(reason, count) into v_skipped
  from (select reason, count(*) from ended group by reason) counted;
  return jsonb_build_object('skipped', coalesce(v_skipped, '{}'), 'digests', (
    select coalesce(jsonb_agg(jsonb_build_object(
      'deliveryId', d.id, 'subscriberId', s.id, 'period', d.period, 'progressId', d.progress_id,
      'tier', s.tier, 'cadence', s.cadence, 'timeZone', s.time_zone, 'wishes', s.wishes,
      'excludedCompanies', s.excluded_companies, 'minScore', s.min_score,
      'verdicts', (
        select coalesce(jsonb_agg(jsonb_build_object(
          'verdict', v.verdict, 'reason', v.reason, 'at', v.at,
          'posting', jsonb_build_object('occupation', o.occupation, 'company', o.company, 'level', o.level,
                                        'careerPaths', o.career_paths)) order by v.at desc, v.match_id), '[]')
        from (
          select * from public.verdicts where subscriber_id = s.id and at > coalesce(s.taste_reset_at, '-infinity')
          order by at desc limit 100
        ) v
        join public.matches m on m.id = v.match_id join public.postings o on o.id = m.posting_id),
      'matchedBefore', (select coalesce(jsonb_agg(m.posting_id), '[]') from public.matches m where m.subscriber_id = s.id)
    )), '[]')
    from public.owed_digests(p_subscribers) d join public.subscribers s on s.id = d.subscriber_id));
end;
$$;

-- Whether a digest goes out without postings: the first welcome after a confirmation, since who has just confirmed is
-- told rather than left waiting. A welcome that is looked for again is `welcome:DAY`.
create function public.leaves_empty(p_period text)
returns boolean
language sql immutable set search_path = '' as $$
  select p_period ~ '^welcome(-\d+)?$';
$$;

-- Stores digests: matches and delivery together. `p` is [{deliveryId, lookedAt, more, skip, provenance, welcome,
-- matches: [{postingId, score, parts, reasons, gaps, sameCompany, sentence}]}], best first; `skip` is the reason if
-- nothing is left to store. Postings that are over meanwhile or were matched before are left out.
-- `welcome` {after, again, until}: when the next digest comes after it, when to look again if it is empty, and until when.
-- Returns [{deliveryId, status, reason, progressId}], the reason only of what this call skipped.
create or replace function public.store_digests(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_result jsonb;
begin
  -- One order for all writers, so that two of them wait for each other instead of deadlocking.
  perform from public.deliveries
  where id = any (array(select (e ->> 'deliveryId')::uuid from jsonb_array_elements(p) e)) order by id for update;
  with item as materialized (
    select d.id, d.subscriber_id, d.status as was, d.progress_id, i."lookedAt", i.more, i.skip,
           coalesce(i.provenance, '{"by": "code"}') as provenance, i.welcome, i.matches,
           public.leaves_empty(d.period) as leaves_empty
    from jsonb_to_recordset(p) as i("deliveryId" uuid, "lookedAt" int, more int, skip text, provenance jsonb,
                                    welcome jsonb, matches jsonb)
    -- A limit keeps it to one look at the index each, here and below: the planner does not know how few they are.
    cross join lateral (select * from public.deliveries where id = i."deliveryId" limit 1) d
  ), inserted as (
    insert into public.matches (subscriber_id, posting_id, delivery_id, rank, score, parts, reasons, gaps, checked_at,
                                link_status, same_company, sentence, provenance)
    select i.subscriber_id, o.id, i.id, row_number() over (partition by i.id order by m.at), m.score, m.parts,
           m.reasons, m.gaps, o.checked_at, o.link_status, coalesce(m.same_company, 0), m.sentence, i.provenance
    from item i
    cross join lateral rows from (
      jsonb_to_recordset(i.matches) as ("postingId" uuid, score int, parts jsonb, reasons text[], gaps text[],
                                        "sameCompany" int, sentence text)
    ) with ordinality m(posting_id, score, parts, reasons, gaps, same_company, sentence, at)
    cross join lateral (
      select o.id, o.link_status, greatest(o.checked_at, case when o.link_status = 'live' then o.link_checked_at end) as checked_at
      from public.postings o
      where o.id = m.posting_id and o.closed_at is null and coalesce(o.valid_through > now(), true) limit 1
    ) o
    where i.was = 'planned'
    order by i.subscriber_id, o.id
    on conflict (subscriber_id, posting_id) do nothing
    returning delivery_id
  ), counted as (
    select i.*, i.id in (select delivery_id from inserted) as filled from item i where i.was = 'planned'
  ), settled as (
    update public.deliveries d
    set status = case when c.filled or c.leaves_empty then 'pending' else 'skipped' end,
        reason = case when c.filled or c.leaves_empty then null else coalesce(c.skip, 'no_new') end,
        settled_at = case when c.filled or c.leaves_empty then null else now() end,
        looked_at = c."lookedAt", more = c.more
    from counted c where d.id = c.id
    returning d.id, d.status, d.reason
  ), welcomed as (
    update public.subscribers s
    set next_digest_at = case when c.filled then (c.welcome ->> 'after')::timestamptz
                              when s.welcome_until is null then (c.welcome ->> 'again')::timestamptz
                              else s.next_digest_at end,
        welcome_until = case when c.filled then null else coalesce(s.welcome_until, (c.welcome ->> 'until')::timestamptz) end
    from counted c where c.welcome is not null and s.id = c.subscriber_id and s.status = 'active'
  )
  select coalesce(jsonb_agg(jsonb_build_object('deliveryId', i.id, 'status', coalesce(s.status, i.was),
                                               'reason', s.reason, 'progressId', i.progress_id)), '[]')
  into v_result
  from item i left join settled s on s.id = i.id;
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
        'postedAt', o.posted_at, 'checkedAt', m.checked_at, 'linkStatus', m.link_status,
        'firstSeenAt', o.first_seen_at, 'repostedAt', o.reposted_at,
        'sameCompany', m.same_company, 'sentence', m.sentence
      ) order by m.rank), '[]')
      from public.matches m join public.postings o on o.id = m.posting_id where m.delivery_id = d.id)
  ) order by d.id), '[]')
  from public.deliveries d join public.subscribers s on s.id = d.subscriber_id
  where d.batch_id = p_batch;
$$;

-- What a person's page shows, with their last digests: sent, waiting, or why there was none.
create or replace function public.subscriber_page(p_subscriber uuid, p_key_hash text)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'status', s.status, 'wishes', s.wishes,
    'next_digest_at', s.next_digest_at, 'time_zone', s.time_zone,
    'digests', (select coalesce(jsonb_agg(jsonb_build_object(
        'promised_at', d.created_at, 'status', d.status, 'reason', d.reason,
        'postings', (select count(*) from public.matches m where m.delivery_id = d.id)) order by d.created_at desc), '[]')
      from (select * from public.deliveries
            where subscriber_id = s.id and kind = 'digest' order by created_at desc limit 10) d))
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash;
$$;

-- What a model may read of postings: our facts, and the beginning of their own words.
create function public.posting_texts(p_ids uuid[])
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', o.id, 'title', o.title, 'company', o.company, 'locations', o.locations, 'remote', o.remote, 'level', o.level,
    'programme', o.programme, 'languages', o.languages, 'salary', o.salary, 'text', left(o.description, 2000))), '[]')
  from public.postings o where o.id = any (p_ids);
$$;
