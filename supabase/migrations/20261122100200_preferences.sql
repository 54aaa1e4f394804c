-- What a person changes and says later: their preferences, all their matches, their verdicts.

alter table public.subscribers
  -- by name of a field, when what it holds was asked for: an older change that comes late leaves that field alone
  add column preferences_asked_at jsonb not null default '{}';

-- A person's matches, the newest first, fifty at a time; all of them are 7,300 after two years of premium.
create index matches_of_subscriber on public.matches (subscriber_id, created_at desc, rank, id);

-- What a person's page shows, with their last digests: sent, waiting, or why there was none.
create or replace function public.subscriber_page(p_subscriber uuid, p_key_hash text)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'name', s.name, 'status', s.status, 'tier', s.tier, 'locale', s.locale,
    'wishes', s.wishes, 'cadence', s.cadence, 'time_zone', s.time_zone, 'paused_until', s.paused_until,
    'min_score', s.min_score, 'excluded_companies', s.excluded_companies, 'still_looking', s.still_looking,
    'next_digest_at', s.next_digest_at, 'asked_at', s.preferences_asked_at,
    'reachable', not exists (select from public.suppressions x where x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased'),
    'digests', (select coalesce(jsonb_agg(jsonb_build_object(
        'promised_at', d.created_at, 'status', d.status, 'reason', d.reason,
        'postings', (select count(*) from public.matches m where m.delivery_id = d.id)) order by d.created_at desc), '[]')
      from (select * from public.deliveries
            where subscriber_id = s.id and kind = 'digest' order by created_at desc limit 10) d),
    -- those that ranking learns from
    'verdicts', (select coalesce(jsonb_agg(jsonb_build_object(
        'verdict', v.verdict, 'reason', v.reason, 'occupation', o.occupation, 'company', o.company)
        order by v.at desc, v.match_id), '[]')
      from (select * from public.verdicts
            where subscriber_id = s.id and at > coalesce(s.taste_reset_at, '-infinity') order by at desc limit 100) v
      join public.matches m on m.id = v.match_id join public.postings o on o.id = m.posting_id))
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash;
$$;

-- A match as its person may see it.
create function public.shown_match(p public.matches)
returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'id', p.id, 'chosenAt', p.created_at, 'score', p.score, 'reasons', p.reasons, 'gaps', p.gaps, 'sentence', p.sentence,
    'title', o.title, 'company', o.company, 'url', o.url, 'source', o.source, 'locations', o.locations, 'remote', o.remote,
    'level', o.level, 'programme', o.programme, 'salary', o.salary, 'postedAt', o.posted_at,
    'firstSeenAt', o.first_seen_at, 'repostedAt', o.reposted_at, 'checkedAt', greatest(p.checked_at, o.checked_at),
    'closedAt', o.closed_at, 'verdict', v.verdict, 'verdictReason', v.reason)
  from public.postings o left join public.verdicts v on v.match_id = p.id
  where o.id = p.posting_id;
$$;

-- One match of a person, for what they say about it. `match` is null if it is not theirs.
create function public.match_page(p_subscriber uuid, p_key_hash text, p_match uuid)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object('locale', s.locale, 'match', (
    select public.shown_match(m) from public.matches m where m.id = p_match and m.subscriber_id = s.id))
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash;
$$;
grant execute on function public.match_page(uuid, text, uuid) to anon;

-- What was ever chosen for a person, the newest first, fifty a page after the last one of the page before. `p_asked` is
-- {after, place, mode, level, open, minScore}: a filter looks through the newest thousand, which bounds what is read.
create function public.matches_page(p_subscriber uuid, p_key_hash text, p_asked jsonb default '{}')
returns jsonb
language sql stable security definer set search_path = '' as $$
  with me as (
    select * from public.subscribers where id = p_subscriber and link_key_sha256 = p_key_hash
  ), mine as not materialized (
    select m.* from public.matches m where m.subscriber_id = (select id from me)
  ), newest as (
    select id, created_at, rank, score, posting_id from mine order by created_at desc, rank, id limit 1000
  ), fitting as (
    select m.id, m.created_at, m.rank from newest m join public.postings o on o.id = m.posting_id
    where (p_asked ->> 'place' is null or o.locations @> jsonb_build_array(jsonb_build_object('city', p_asked ->> 'place')))
      and (p_asked ->> 'mode' is null or o.remote ->> 'mode' = p_asked ->> 'mode')
      and (p_asked ->> 'level' is null or o.level = p_asked ->> 'level')
      and (p_asked ->> 'open' is null or o.closed_at is null)
      and (p_asked ->> 'minScore' is null or m.score >= (p_asked ->> 'minScore')::int)
  ), last as (
    select id, created_at, rank from mine where id = (p_asked ->> 'after')::uuid
  ), asked as (
    select p_asked ?| array['place', 'mode', 'level', 'open', 'minScore'] as filtered
  ), following as (
    (select f.id, f.created_at, f.rank from fitting f left join last on true
     where (select filtered from asked)
       and (last.id is null or f.created_at < last.created_at
            or (f.created_at = last.created_at and (f.rank, f.id) > (last.rank, last.id)))
     order by f.created_at desc, f.rank, f.id limit 51)
    union all
    (select m.id, m.created_at, m.rank from mine m left join last on true
     where not (select filtered from asked) and m.created_at <= coalesce((select created_at from last), 'infinity')
       and (last.id is null or m.created_at < last.created_at or (m.rank, m.id) > (last.rank, last.id))
     order by m.created_at desc, m.rank, m.id limit 51)
  )
  select jsonb_build_object(
    'status', me.status, 'locale', me.locale, 'time_zone', me.time_zone,
    'all', (select count(*) from mine),
    'searched', (select count(*) from newest),
    'found', case when (select filtered from asked) then (select count(*) from fitting) else (select count(*) from mine) end,
    'places', (select coalesce(jsonb_agg(city order by city), '[]') from (
      select distinct l ->> 'city' as city from newest m join public.postings o on o.id = m.posting_id
      cross join lateral jsonb_array_elements(o.locations) l where l ->> 'city' is not null limit 100) c),
    'more', (select count(*) > 50 from following),
    'matches', (select coalesce(jsonb_agg(public.shown_match(m) order by m.created_at desc, m.rank, m.id), '[]')
      from public.matches m
      where m.id in (select id from following order by created_at desc, rank, id limit 50)))
  from me;
$$;
grant execute on function public.matches_page(uuid, text, jsonb) to anon;

-- What decides when a person's next digest comes and which changes count, for who holds their key. Null for everybody else.
create function public.digest_rhythm(p_subscriber uuid, p_key_hash text)
returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('timeZone', s.time_zone, 'cadence', s.cadence, 'tier', s.tier, 'due', s.next_digest_at,
                            'welcomeUntil', s.welcome_until, 'pausedUntil', s.paused_until,
                            'askedAt', s.preferences_asked_at)
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash and s.status = 'active';
$$;

-- Applies a change of preferences, all of it or nothing. `p` is {subscriberId, keyHash, askedAt, fields, due, before,
-- next?, wishes?, name?, locale?, pausedUntil?, minScore?, excludedCompanies?, stillLooking?, resetTaste?}: what is absent
-- stays, null empties. `fields` names what changes. `due` (the next digest's time) and `before` (when each field was asked
-- for) are as they were read: if they have moved meanwhile, the change was reckoned from something else.
-- Returns saved, moved, no_place, or gone.
create function public.save_preferences(p jsonb)
returns text
language plpgsql set search_path = '' as $$
declare
  v_asked_at timestamptz := p ->> 'askedAt';
  v_row public.subscribers;
  v_wishes jsonb;
begin
  select * into v_row from public.subscribers
  where id = (p ->> 'subscriberId')::uuid and link_key_sha256 = p ->> 'keyHash' and status = 'active' for update;
  if not found then
    return 'gone';
  end if;
  if v_row.next_digest_at is distinct from (p ->> 'due')::timestamptz or v_row.preferences_asked_at <> p -> 'before' then
    return 'moved';
  end if;
  v_wishes := jsonb_strip_nulls(v_row.wishes || coalesce(p -> 'wishes', '{}'));
  -- Two changes that each leave a place can leave none together.
  if p ? 'wishes' and coalesce(v_wishes -> 'cities', '[]') = '[]' and coalesce(v_wishes -> 'countries', '[]') = '[]'
     and v_wishes -> 'workModes' is distinct from '["remote"]' then
    return 'no_place';
  end if;
  update public.subscribers set
    wishes = v_wishes,
    cadence = coalesce(p #>> '{wishes,cadence}', cadence),
    time_zone = coalesce(p #>> '{wishes,timeZone}', time_zone),
    name = case when p ? 'name' then p ->> 'name' else name end,
    locale = coalesce(p ->> 'locale', locale),
    paused_until = case when p ? 'pausedUntil' then (p ->> 'pausedUntil')::timestamptz else paused_until end,
    min_score = case when p ? 'minScore' then (p ->> 'minScore')::int else min_score end,
    excluded_companies = case when p ? 'excludedCompanies'
      then array(select jsonb_array_elements_text(p -> 'excludedCompanies')) else excluded_companies end,
    still_looking = coalesce((p ->> 'stillLooking')::boolean, still_looking),
    taste_reset_at = case when (p ->> 'resetTaste')::boolean then v_asked_at else taste_reset_at end,
    next_digest_at = coalesce((p ->> 'next')::timestamptz, next_digest_at),
    preferences_asked_at = preferences_asked_at || (
      select jsonb_object_agg(field, p -> 'askedAt') from jsonb_array_elements_text(p -> 'fields') field),
    updated_at = now(), last_sign_at = greatest(last_sign_at, v_asked_at)
  where id = v_row.id;
  return 'saved';
end;
$$;

-- The last word about a match counts, by when it was said. Returns whether that match is this person's.
drop function public.record_verdict(uuid, uuid, text, text);
create function public.record_verdict(p_subscriber uuid, p_match uuid, p_verdict text, p_reason text default null,
                                      p_at timestamptz default now())
returns boolean
language plpgsql set search_path = '' as $$
begin
  perform from public.matches where id = p_match and subscriber_id = p_subscriber;
  if not found then
    return false;
  end if;
  insert into public.verdicts (match_id, subscriber_id, verdict, reason, at)
  values (p_match, p_subscriber, p_verdict, p_reason, p_at)
  on conflict (match_id) do update set verdict = excluded.verdict, reason = excluded.reason, at = excluded.at
  where verdicts.at <= excluded.at;
  update public.subscribers set last_sign_at = greatest(last_sign_at, p_at) where id = p_subscriber;
  return true;
end;
$$;
