-- Sending: claim rows, persist the composition and its key, send, settle. A crash anywhere leaves either
-- rows that wait or an open batch whose key protects a second try.

-- Everything the renderer needs of one batch, in the order that was persisted (by id).
create function public.batch_contents(p_batch uuid)
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
        'postedAt', o.posted_at, 'checkedAt', m.checked_at
      ) order by m.rank), '[]')
      from public.matches m join public.postings o on o.id = m.posting_id where m.delivery_id = d.id)
  ) order by d.id), '[]')
  from public.deliveries d join public.subscribers s on s.id = d.subscriber_id
  where d.batch_id = p_batch;
$$;

-- Ends the deliveries that must not be sent any more, with the reason.
create function public.skip_unwanted(p_ids uuid[])
returns void
language sql set search_path = '' as $$
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

-- The share of a batch's mails that must not be sent any more: to who has left, or is suppressed.
create function public.batch_unwanted(p_batch uuid)
returns numeric
language sql stable set search_path = '' as $$
  select avg(((d.kind = 'digest' and s.status <> 'active') or x.mailbox_hash is not null)::int)
  from public.deliveries d
  join public.subscribers s on s.id = d.subscriber_id
  left join public.suppressions x on x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased'
  where d.batch_id = p_batch;
$$;

-- Claims what of these deliveries is to be sent now. Open batches of a sender that died come back with
-- their key and composition; after 23 hours (the vendor keeps keys for 24) they end as unknown instead.
-- Returns {batches: [{id, maybeSent, items}], busyMs}: busyMs > 0 = some of them wait that long, for another sender
-- or for the vendor.
create function public.claim_deliveries(p_ids uuid[], p_lease_seconds int)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_batch public.email_batches;
  v_batches uuid[] := '{}';
  v_busy timestamptz;
  v_new uuid;
  v_lease timestamptz := now() + make_interval(secs => p_lease_seconds);
begin
  perform public.skip_unwanted(p_ids);
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
      -- The sender before may have reached the vendor, unless it said otherwise by release_batch.
      update public.email_batches set lease_until = v_lease, maybe_sent = true where id = v_batch.id;
      v_batches := v_batches || v_batch.id;
    end if;
  end loop;

  v_busy := greatest(v_busy, (select max(not_before) from public.deliveries where id = any (p_ids) and status = 'pending'));
  if exists (select from public.deliveries where id = any (p_ids) and status = 'pending') then
    insert into public.email_batches (lease_until) values (v_lease) returning id into v_new;
    with mine as (
      select id from public.deliveries where id = any (p_ids) and status = 'pending' and coalesce(not_before, now()) <= now()
      order by id limit 100 for update skip locked
    )
    update public.deliveries d set status = 'sending', batch_id = v_new from mine where d.id = mine.id;
    if found then
      v_batches := v_batches || v_new;
    else
      delete from public.email_batches where id = v_new;
    end if;
  end if;

  return jsonb_build_object(
    'batches', (
      select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'maybeSent', b.maybe_sent, 'items', public.batch_contents(b.id))), '[]')
      from public.email_batches b where b.id = any (v_batches)),
    'busyMs', coalesce(greatest(0, ceil(extract(epoch from v_busy - now()) * 1000)), 0));
end;
$$;

-- Settles a batch: sent (provider ids in the persisted order), unknown, or failed. Once; later calls change nothing.
create function public.settle_batch(p_batch uuid, p_status text, p_provider_ids text[] default '{}', p_reason text default null)
returns void
language plpgsql set search_path = '' as $$
begin
  update public.email_batches set status = p_status, reason = p_reason, settled_at = now(), lease_until = null
  where id = p_batch and status = 'open';
  if not found then
    return;
  end if;
  update public.deliveries d
  set status = p_status, reason = p_reason, settled_at = now(), provider_id = p_provider_ids[o.position]
  from (select id, row_number() over (order by id) as position from public.deliveries where batch_id = p_batch) o
  where d.id = o.id and d.status = 'sending';
end;
$$;

-- Gives a batch back. If the vendor may have seen it, it stays as it is for its key; if certainly not, it
-- dissolves, so that the next try asks again who still wants the mail.
create function public.release_batch(p_batch uuid, p_maybe_sent boolean, p_later_ms int default 0)
returns void
language plpgsql set search_path = '' as $$
begin
  update public.email_batches set lease_until = null, released_at = now(), maybe_sent = true
  where id = p_batch and status = 'open' and (p_maybe_sent or maybe_sent);
  if not found then
    update public.deliveries set not_before = now() + make_interval(secs => p_later_ms / 1000.0)
    where batch_id = p_batch and status = 'sending' and p_later_ms > 0;
    perform public.dissolve_batch(p_batch);
  end if;
end;
$$;

-- Ends a batch that the vendor has certainly not accepted; its deliveries wait again, whoever composes them next.
create function public.dissolve_batch(p_batch uuid)
returns void
language plpgsql set search_path = '' as $$
begin
  update public.email_batches set status = 'dissolved', settled_at = now(), lease_until = null
  where id = p_batch and status = 'open' and not maybe_sent;
  if found then
    update public.deliveries set status = 'pending', batch_id = null where batch_id = p_batch and status = 'sending';
  end if;
end;
$$;

-- Ends deliveries that a rule outside the database forbids (an allow-list in staging).
create function public.skip_deliveries(p_ids uuid[], p_reason text)
returns void
language sql set search_path = '' as $$
  update public.deliveries set status = 'skipped', reason = p_reason, settled_at = now()
  where id = any (p_ids) and status in ('planned', 'pending');
$$;
