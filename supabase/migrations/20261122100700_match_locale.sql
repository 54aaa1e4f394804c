-- Reasons are told in the subscriber's language, and a digest without postings says why there are none.
-- why: [{code, count}], the commonest reasons first, in the words of lib/matching/gates.
alter table public.deliveries add column why jsonb;

-- As before, with the language of whom the digest is for.
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
      'tier', s.tier, 'cadence', s.cadence, 'timeZone', s.time_zone, 'locale', s.locale, 'wishes', s.wishes,
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

-- As before; `why` of an item is kept for the pages. Without it: not known.
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
           coalesce(i.provenance, '{"by": "code"}') as provenance, i.welcome, i.why, i.matches,
           public.leaves_empty(d.period) as leaves_empty
    from jsonb_to_recordset(p) as i("deliveryId" uuid, "lookedAt" int, more int, skip text, provenance jsonb,
                                    welcome jsonb, why jsonb, matches jsonb)
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
        looked_at = c."lookedAt", more = c.more, why = c.why
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
