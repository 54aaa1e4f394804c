-- What a person changes and says later: their preferences, all their matches, their verdicts.

alter table public.subscribers
  -- when the newest change of preferences that counts was asked for: an older one that comes late changes nothing
  add column preferences_asked_at timestamptz;

-- What a person's page shows, with their last digests: sent, waiting, or why there was none.
create or replace function public.subscriber_page(p_subscriber uuid, p_key_hash text)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'name', s.name, 'status', s.status, 'tier', s.tier, 'locale', s.locale,
    'wishes', s.wishes, 'cadence', s.cadence, 'time_zone', s.time_zone, 'paused_until', s.paused_until,
    'min_score', s.min_score, 'excluded_companies', s.excluded_companies, 'still_looking', s.still_looking,
    'next_digest_at', s.next_digest_at, 'asked_at', s.preferences_asked_at,
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

-- What was ever chosen for a person, the newest first, fifty a page. `p_asked` {match, after, place, mode, level, open,
-- minScore} says which: one of them, or those that fit, after the last one of the page before.
create function public.matches_page(p_subscriber uuid, p_key_hash text, p_asked jsonb default '{}')
returns jsonb
language sql stable security definer set search_path = '' as $$
  with me as (
    select * from public.subscribers where id = p_subscriber and link_key_sha256 = p_key_hash
  ), mine as (
    select m.id, m.created_at, m.rank, m.score, m.reasons, m.gaps, m.sentence, m.checked_at, m.posting_id
    from me join public.matches m on m.subscriber_id = me.id
  ), fitting as (
    select m.*, o.title, o.company, o.url, o.source, o.locations, o.remote, o.level, o.programme, o.salary, o.posted_at,
           o.first_seen_at, o.reposted_at, o.closed_at, greatest(m.checked_at, o.checked_at) as last_checked_at
    from mine m join public.postings o on o.id = m.posting_id
    where (p_asked ->> 'match' is null or m.id = (p_asked ->> 'match')::uuid)
      and (p_asked ->> 'place' is null or o.locations @> jsonb_build_array(jsonb_build_object('city', p_asked ->> 'place')))
      and (p_asked ->> 'mode' is null or o.remote ->> 'mode' = p_asked ->> 'mode')
      and (p_asked ->> 'level' is null or o.level = p_asked ->> 'level')
      and (p_asked ->> 'open' is null or o.closed_at is null)
      and (p_asked ->> 'minScore' is null or m.score >= (p_asked ->> 'minScore')::int)
  ), page as (
    select f.* from fitting f left join mine c on c.id = (p_asked ->> 'after')::uuid
    where c.id is null or f.created_at < c.created_at
       or (f.created_at = c.created_at and (f.rank, f.id) > (c.rank, c.id))
    order by f.created_at desc, f.rank, f.id limit 51
  )
  select jsonb_build_object(
    'status', me.status, 'locale', me.locale, 'time_zone', me.time_zone,
    'all', (select count(*) from mine),
    'found', (select count(*) from fitting),
    'places', (select coalesce(jsonb_agg(city order by city), '[]') from (
      select distinct l ->> 'city' as city from mine m join public.postings o on o.id = m.posting_id
      cross join lateral jsonb_array_elements(o.locations) l where l ->> 'city' is not null limit 100) c),
    'more', (select count(*) > 50 from page),
    'matches', (select coalesce(jsonb_agg(jsonb_build_object(
        'id', p.id, 'chosenAt', p.created_at, 'score', p.score, 'reasons', p.reasons, 'gaps', p.gaps,
        'sentence', p.sentence, 'title', p.title, 'company', p.company, 'url', p.url, 'source', p.source,
        'locations', p.locations, 'remote', p.remote, 'level', p.level, 'programme', p.programme, 'salary', p.salary,
        'postedAt', p.posted_at, 'firstSeenAt', p.first_seen_at, 'repostedAt', p.reposted_at,
        'checkedAt', p.last_checked_at, 'closedAt', p.closed_at,
        'verdict', v.verdict, 'verdictReason', v.reason) order by p.created_at desc, p.rank, p.id), '[]')
      from (select * from page order by created_at desc, rank, id limit 50) p
      left join public.verdicts v on v.match_id = p.id))
  from me;
$$;
grant execute on function public.matches_page(uuid, text, jsonb) to anon;

-- What decides when a person's next digest comes, for who holds their key. Null for everybody else.
create function public.digest_rhythm(p_subscriber uuid, p_key_hash text)
returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('timeZone', s.time_zone, 'cadence', s.cadence, 'tier', s.tier, 'due', s.next_digest_at,
                            'welcomeUntil', s.welcome_until, 'pausedUntil', s.paused_until)
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash and s.status = 'active';
$$;

-- Applies a change of preferences, all of it or nothing. `p` is {subscriberId, keyHash, askedAt, due, next?, wishes?, name?,
-- locale?, pausedUntil?, minScore?, excludedCompanies?, stillLooking?, resetTaste?}: what is absent stays, null empties.
-- `due` is the next digest's time as it was read: if it has moved meanwhile, `next` was reckoned from something else.
-- Returns saved, older (a later change is applied already), moved, no_place, or gone.
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
  if v_row.preferences_asked_at >= v_asked_at then
    return 'older';
  end if;
  if v_row.next_digest_at is distinct from (p ->> 'due')::timestamptz then
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
    preferences_asked_at = v_asked_at, updated_at = now(), last_sign_at = greatest(last_sign_at, v_asked_at)
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
