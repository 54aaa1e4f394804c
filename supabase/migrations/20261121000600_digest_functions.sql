-- From a due row to a stored digest. Every step is conditional, so running it twice changes nothing.

-- Claims subscribers whose digest is due, the longest due first, for 15 seconds: over by the time a killed planner's
-- job is found stalled and runs again. Two claims of one row are harmless, as only one of them can move it.
create function public.claim_due(p_limit int)
returns jsonb
language sql set search_path = '' as $$
  with due as (
    select id from public.subscribers
    where status = 'active' and next_digest_at <= now() and (plan_claimed_until is null or plan_claimed_until < now())
    order by next_digest_at limit p_limit for update skip locked
  ), claimed as (
    update public.subscribers s set plan_claimed_until = now() + interval '15 seconds'
    from due where s.id = due.id
    returning s.id, s.next_digest_at, s.time_zone, s.cadence, s.tier
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', id, 'due', next_digest_at, 'timeZone', time_zone,
                                               'cadence', cadence, 'tier', tier)), '[]')
  from claimed;
$$;

-- Moves due rows on and promises their digests, both or neither. `p` is [{id, due, next, period, skip?}]:
-- only a row still due at `due` moves; `skip` is the reason why this period gets no mail.
-- Returns the subscribers to match.
create function public.plan_digests(p jsonb)
returns jsonb
language sql set search_path = '' as $$
  with item as (
    select * from jsonb_to_recordset(p) as i(id uuid, due timestamptz, next timestamptz, period text, skip text)
  ), moved as (
    update public.subscribers s set next_digest_at = i.next, plan_claimed_until = null
    from item i where s.id = i.id and s.next_digest_at = i.due and s.status = 'active'
    returning s.id, i.period, i.skip
  ), promised as (
    insert into public.deliveries (subscriber_id, kind, period, status, reason, settled_at)
    select id, 'digest', period, case when skip is null then 'planned' else 'skipped' end, skip,
           case when skip is null then null else now() end
    from moved
    on conflict (subscriber_id, kind, period) do nothing
    returning subscriber_id, status
  )
  select coalesce(jsonb_agg(subscriber_id) filter (where status = 'planned'), '[]') from promised;
$$;

-- The digests that are promised to these subscribers and not filled yet, with all that ranking needs.
-- `p_period` promises one first (an operator's request); what is too old or unwanted ends here with its reason.
create function public.begin_matching(p_subscribers uuid[], p_period text default null)
returns jsonb
language plpgsql set search_path = '' as $$
begin
  if p_period is not null then
    insert into public.deliveries (subscriber_id, kind, period, status)
    select s.id, 'digest', p_period, 'planned' from public.subscribers s
    where s.id = any (p_subscribers) and s.status = 'active'
    on conflict do nothing;
  end if;
  update public.deliveries d
  set status = 'skipped', settled_at = now(),
      reason = case when s.status <> 'active' then 'unsubscribed' else 'older than three days' end
  from public.subscribers s
  where s.id = d.subscriber_id and d.subscriber_id = any (p_subscribers) and d.kind = 'digest' and d.status = 'planned'
    and (s.status <> 'active' or d.created_at < now() - interval '3 days');
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'deliveryId', d.id, 'subscriberId', s.id, 'period', d.period, 'progressId', d.progress_id,
      'tier', s.tier, 'timeZone', s.time_zone, 'wishes', s.wishes,
      'matchedBefore', (select coalesce(jsonb_agg(m.posting_id), '[]') from public.matches m where m.subscriber_id = s.id)
    )), '[]')
    from public.deliveries d join public.subscribers s on s.id = d.subscriber_id
    where d.subscriber_id = any (p_subscribers) and d.kind = 'digest' and d.status = 'planned'
  );
end;
$$;

-- Stores digests: matches and delivery together. `p` is [{deliveryId, lookedAt, more, matches: [{postingId,
-- score, parts, reasons, gaps}]}], best first. Postings closed meanwhile or matched before are left out.
-- Returns [{deliveryId, stored, status}].
create function public.store_digests(p jsonb)
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
      insert into public.matches (subscriber_id, posting_id, delivery_id, rank, score, parts, reasons, gaps, checked_at)
      select v_delivery.subscriber_id, o.id, v_delivery.id, row_number() over (order by m.ordinality),
             (m.value ->> 'score')::int, m.value -> 'parts',
             array(select jsonb_array_elements_text(m.value -> 'reasons')),
             array(select jsonb_array_elements_text(m.value -> 'gaps')), o.checked_at
      from jsonb_array_elements(v_item -> 'matches') with ordinality m
      join public.postings o on o.id = (m.value ->> 'postingId')::uuid and o.closed_at is null
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
