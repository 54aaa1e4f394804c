-- A mail that the vendor's quota or a wrong key has held back for hours has links that work as long as those of any other.

-- Since when its links count; null = since it was promised.
alter table public.deliveries add column issued_at timestamptz;

-- What the links of a new batch lead to lasts as long as they do. A change of address that is over stays so.
create function public.renew_links(p_batch uuid)
returns void
language sql set search_path = '' as $$
  update public.email_verification_requests r set expires_at = d.issued_at + interval '24 hours'
  from public.deliveries d
  where d.batch_id = p_batch and d.issued_at is not null and r.id = d.request_id and r.consumed_at is null;
  update public.address_changes a set expires_at = d.issued_at + interval '48 hours'
  from public.deliveries d
  where d.batch_id = p_batch and d.issued_at is not null and a.id = d.address_change_id
    and a.applied_at is null and a.expires_at > now();
$$;

-- As before; the links of what was held back for an hour count from now.
create or replace function public.claim_deliveries(p_ids uuid[], p_lease_seconds int)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_batch public.email_batches;
  v_batches uuid[] := '{}';
  v_busy timestamptz;
  v_new uuid;
  v_skipped jsonb;
  v_lease timestamptz := now() + make_interval(secs => p_lease_seconds);
begin
  v_skipped := public.skip_unwanted(p_ids);
  for v_batch in
    select b.* from public.email_batches b
    where b.status = 'open' and b.id in (select d.batch_id from public.deliveries d where d.id = any (p_ids) and d.status = 'sending')
    order by b.id for update
  loop
    if v_batch.lease_until > now() then
      v_busy := greatest(v_busy, v_batch.lease_until);
    elsif v_batch.created_at < now() - interval '23 hours' then
      perform public.settle_batch(v_batch.id, 'unknown', '{}', 'not settled within the life of its idempotency key');
    elsif public.batch_unwanted(v_batch.id) > (case when v_batch.created_at < now() - interval '10 minutes' then 0 else 0.99 end) then
      -- Somebody in it must not get it any more, and it may have gone out to all. For minutes the others come first,
      -- since the vendor has most likely seen it; then nobody gets it.
      perform public.settle_batch(v_batch.id, 'unknown', '{}', 'left or suppressed before the sending was settled');
    else
      -- Nothing is left that an erased person's mail could be composed of. If it went out, the vendor refuses the rest as
      -- another request under this key; if not, the others get theirs. So too with who has moved or got a new link key:
      -- theirs is composed anew, and the vendor takes it only if it has seen none.
      update public.deliveries d
      set status = 'unknown', reason = 'erased before the sending was settled', settled_at = now(), batch_id = null
      from public.subscribers s
      where d.batch_id = v_batch.id and s.id = d.subscriber_id and s.status = 'erasing' and d.kind <> 'erasure_receipt';
      -- The sender before may have reached the vendor, unless it said otherwise by release_batch.
      update public.email_batches set lease_until = v_lease, maybe_sent = true where id = v_batch.id;
      v_batches := v_batches || v_batch.id;
    end if;
  end loop;

  if public.sending_is_stopped() then
    update public.deliveries set not_before = now() + interval '10 minutes'
    where id = any (p_ids) and status = 'pending' and public.is_bulk(kind) and coalesce(not_before, now()) <= now();
  end if;
  v_busy := greatest(v_busy, (select max(not_before) from public.deliveries where id = any (p_ids) and status = 'pending'));
  if exists (select from public.deliveries where id = any (p_ids) and status = 'pending') then
    insert into public.email_batches (lease_until) values (v_lease) returning id into v_new;
    with mine as (
      select id from public.deliveries where id = any (p_ids) and status = 'pending' and coalesce(not_before, now()) <= now()
      order by id limit 100 for update skip locked
    )
    update public.deliveries d
    set status = 'sending', batch_id = v_new, issued_at = case when d.created_at < now() - interval '1 hour' then now() end
    from mine where d.id = mine.id;
    if found then
      perform public.renew_links(v_new);
      v_batches := v_batches || v_new;
    else
      delete from public.email_batches where id = v_new;
    end if;
  end if;

  return jsonb_build_object(
    'skipped', v_skipped,
    'batches', (
      select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'maybeSent', b.maybe_sent, 'items', public.batch_contents(b.id))), '[]')
      from public.email_batches b where b.id = any (v_batches)),
    'busyMs', coalesce(greatest(0, ceil(extract(epoch from v_busy - now()) * 1000)), 0));
end;
$$;

-- As before, also what leads to a change of address that is over.
create or replace function public.skip_unwanted(p_ids uuid[])
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_thinner uuid[];
  v_skipped jsonb;
begin
  with over as (
    delete from public.matches m using public.deliveries d, public.postings o
    where d.id = any (p_ids) and d.status = 'pending' and m.delivery_id = d.id
      and o.id = m.posting_id and o.closed_at is not null
    returning m.delivery_id
  )
  select array_agg(distinct delivery_id) into v_thinner from over;
  with why as (
    select d.id, case
      when x.mailbox_hash is not null then 'suppressed'
      when public.is_bulk(d.kind) and s.status <> 'active' then 'unsubscribed'
      when s.status = 'erasing' and d.kind <> 'erasure_receipt' then 'unsubscribed'
      when public.is_bulk(d.kind) and s.paused_until > now() then 'paused'
      when d.kind = 'verification' and s.status = 'active' then 'already_confirmed'
      when d.address_change_id is not null and not exists (
        select from public.address_changes a
        where a.id = d.address_change_id and a.applied_at is null and a.expires_at > now()) then 'superseded'
      when d.created_at < now() - interval '3 days' then 'too_late'
      when d.id = any (v_thinner) and not public.leaves_empty(d.period)
        and not exists (select from public.matches m where m.delivery_id = d.id) then 'closed'
    end as reason
    from public.deliveries d
    join public.subscribers s on s.id = d.subscriber_id
    left join public.suppressions x on x.mailbox_hash = public.mailbox_of(d) and x.reason <> 'erased'
    where d.id = any (p_ids) and d.status = 'pending'
  ), ended as (
    update public.deliveries d set status = 'skipped', settled_at = now(), reason = why.reason
    from why where d.id = why.id and d.status = 'pending' and why.reason is not null
    returning d.kind, d.reason
  )
  select jsonb_object_agg(reason, count) into v_skipped
  from (select reason, count(*) from ended where kind = 'digest' group by reason) counted;
  return coalesce(v_skipped, '{}');
end;
$$;

-- As before, also since when its links count.
create or replace function public.batch_contents(p_batch uuid)
returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object(
    'id', d.id, 'kind', d.kind, 'period', d.period, 'requestId', d.request_id, 'progressId', d.progress_id,
    'createdAt', d.created_at, 'issuedAt', coalesce(d.issued_at, d.created_at),
    'lookedAt', d.looked_at, 'more', d.more, 'why', d.why,
    'about', case when d.kind <> 'digest' then d.about end, 'tier', coalesce(d.about ->> 'tier', s.tier),
    'addressChangeId', d.address_change_id,
    'recipient', case d.kind when 'address_confirmation' then c.email else s.email end,
    -- the subscriber's own mailbox is told where they want to go, in no more letters than it takes to know it again
    'newAddress', case d.kind when 'address_change' then public.masked(c.email) end,
    'subscriberId', s.id, 'email', s.email, 'name', s.name,
    'linkKeySealed', case d.kind when 'address_confirmation' then c.key_sealed else s.link_key_sealed end,
    'locale', s.locale, 'timeZone', s.time_zone, 'wishes', s.wishes,
    'matches', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'matchId', m.id, 'postingId', o.id, 'rank', m.rank, 'score', m.score, 'reasons', m.reasons, 'gaps', m.gaps,
        'title', o.title, 'company', o.company, 'url', o.url, 'source', o.source, 'locations', o.locations,
        'remote', o.remote, 'level', o.level, 'programme', o.programme, 'salary', o.salary,
        'postedAt', o.posted_at, 'checkedAt', m.checked_at, 'linkStatus', m.link_status,
        'firstSeenAt', o.first_seen_at, 'repostedAt', o.reposted_at,
        'sameCompany', m.same_company, 'sentence', m.sentence
      ) order by m.rank), '[]')
      from public.matches m join public.postings o on o.id = m.posting_id where m.delivery_id = d.id)
  ) order by d.id), '[]')
  from public.deliveries d
  join public.subscribers s on s.id = d.subscriber_id
  left join public.address_changes c on c.id = d.address_change_id
  where d.batch_id = p_batch);
end;
$$;

-- As before, counted as the link in its mail.
create or replace function public.subscriber_export(p_subscriber uuid, p_key_hash text, p_delivery uuid)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select public.everything_about(s.id)
  from public.subscribers s join public.deliveries d on d.subscriber_id = s.id
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash
    and d.id = p_delivery and d.kind = 'export' and coalesce(d.issued_at, d.created_at) > now() - interval '24 hours';
$$;
