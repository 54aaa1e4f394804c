-- What people may ask about themselves: everything that is kept, that it goes, and that it moves to another mailbox.
-- Each demands the hash of the key in their own link.

-- Promises the mail with the link to all that is kept: one an hour. Its id is that of the asking, so that who may not be
-- written to can be given the link on the page: for them the mail is skipped. Returns {deliveryId?}, that of a mail to send.
create function public.request_export(p_subscriber uuid, p_key_hash text, p_ask uuid)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_row public.subscribers;
  v_delivery uuid;
begin
  select * into v_row from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash and s.status <> 'erasing' for update;
  if not found then
    return jsonb_build_object();
  elsif exists (select from public.suppressions x where x.mailbox_hash = v_row.mailbox_hash and x.reason <> 'erased') then
    insert into public.deliveries (id, subscriber_id, kind, period, status, reason, settled_at)
    values (p_ask, p_subscriber, 'export', p_ask::text, 'skipped', 'suppressed', now()) on conflict do nothing;
    return jsonb_build_object();
  end if;
  select d.id into v_delivery from public.deliveries d
  where d.subscriber_id = p_subscriber and d.kind = 'export' and d.status <> 'skipped'
    and (d.id = p_ask or d.created_at > now() - interval '1 hour')
  order by d.id = p_ask desc limit 1;
  if not found then
    insert into public.deliveries (id, subscriber_id, kind, period, status)
    values (p_ask, p_subscriber, 'export', p_ask::text, 'pending') on conflict do nothing returning id into v_delivery;
  end if;
  return jsonb_strip_nulls(jsonb_build_object('deliveryId', v_delivery));
end;
$$;

-- Every row about a person, by table: all columns but what their links are made with. Null = there is none.
-- A table that gets a subscriber_id belongs here; a test asks the catalogue of tables for any that is missing.
create function public.everything_about(p_subscriber uuid)
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
      where d.subscriber_id = v_row.id and d.provider_id is not null));
end;
$$;

-- The same for who holds the link of an export that was asked for within a day. The key alone does not do: it stands in
-- every link of theirs, and an unsubscribe link works for over a year. Null = not this key, or no such export.
create function public.subscriber_export(p_subscriber uuid, p_key_hash text, p_delivery uuid)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select public.everything_about(s.id)
  from public.subscribers s join public.deliveries d on d.subscriber_id = s.id
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash
    and d.id = p_delivery and d.kind = 'export' and d.created_at > now() - interval '24 hours';
$$;
grant execute on function public.subscriber_export(uuid, text, uuid) to anon;

-- Erases a person at once, but for the address until it has got its receipt (finish_erasures): that alone moves to a row
-- of its own, so that nothing else can be forgotten, and no link and no waiting job finds anybody. The hash of the mailbox
-- stays in suppressions. `p` is {subscriberId, keyHash, linkKeySealed, linkKeySha256}, the last two of the new row.
-- Returns {deliveryId?}.
create function public.erase_subscriber(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_row public.subscribers;
  v_new uuid;
  v_delivery uuid;
begin
  select * into v_row from public.subscribers
  where id = (p ->> 'subscriberId')::uuid and link_key_sha256 = p ->> 'keyHash' and status <> 'erasing' for update;
  if not found then
    return jsonb_build_object();
  end if;
  insert into public.suppressions (mailbox_hash, reason) values (v_row.mailbox_hash, 'erased') on conflict do nothing;
  update public.subscribers set email = id::text, mailbox_hash = id::text where id = v_row.id;
  insert into public.subscribers (email, mailbox_hash, locale, status, wishes, cadence, time_zone, link_key_sealed, link_key_sha256)
  values (v_row.email, v_row.mailbox_hash, v_row.locale, 'erasing', '{}', 'weekly', 'UTC', p ->> 'linkKeySealed', p ->> 'linkKeySha256')
  returning id into v_new;
  -- somebody else's that lead here
  delete from public.address_changes where email = v_row.email or mailbox_hash = v_row.mailbox_hash;
  delete from public.matches where subscriber_id = v_row.id;
  -- A mail that is on its way keeps its place in its request until that is settled; nothing is left in it.
  update public.deliveries
  set subscriber_id = v_new, request_id = null, progress_id = null, address_change_id = null, looked_at = null, more = null,
      why = null
  where subscriber_id = v_row.id and status = 'sending';
  perform public.forget_subscribers(array[v_row.id]);
  insert into public.deliveries (subscriber_id, kind, period, status) values (v_new, 'erasure_receipt', 'once', 'pending')
  returning id into v_delivery;
  return jsonb_build_object('deliveryId', v_delivery);
end;
$$;

-- Removes who was erased and has got the receipt, or waited a day for it. Returns how many.
create function public.finish_erasures(p_limit int)
returns int
language plpgsql set search_path = '' as $$
declare
  v_done uuid[] := array(
    select s.id from public.subscribers s
    where s.status = 'erasing' and (
      s.created_at < now() - interval '24 hours'
      or not exists (select from public.deliveries d where d.subscriber_id = s.id and d.settled_at is null))
    order by s.created_at limit p_limit for update skip locked);
begin
  delete from public.address_changes a using public.subscribers s
  where s.id = any (v_done) and (a.email = s.email or a.mailbox_hash = s.mailbox_hash);
  return public.forget_subscribers(v_done);
end;
$$;

-- Whether a mailbox could become somebody's new address: nobody else has confirmed it, and it may be written to.
create function public.address_is_free(p_subscriber uuid, p_email text, p_mailbox_hash text)
returns boolean
language sql stable set search_path = '' as $$
  select not exists (select from public.suppressions where mailbox_hash = p_mailbox_hash and reason <> 'erased')
    and not exists (select from public.subscribers
                    where (email = p_email or mailbox_hash = p_mailbox_hash) and id <> p_subscriber
                      and status in ('active', 'unsubscribed'));
$$;

-- Ends the changes of address of these people that wait, and the mails about them.
create function public.end_address_changes(p_subscribers uuid[])
returns void
language sql set search_path = '' as $$
  with ended as (
    update public.address_changes set expires_at = now()
    where subscriber_id = any (p_subscribers) and applied_at is null and expires_at > now() returning id
  )
  update public.deliveries d set status = 'skipped', reason = 'superseded', settled_at = now()
  from ended where d.address_change_id = ended.id and d.status = 'pending';
$$;

-- Asks both mailboxes whether a subscription should move: `p` is {id, subscriberId, keyHash, email, mailboxHash,
-- linkKeySealed, linkKeySha256}, the last two for the new mailbox's link. An older question ends. A mailbox that is not free is not asked, and the other side cannot tell. One a minute and three
-- an hour, for the person and for the new mailbox. Returns {deliveries: [ids]}.
create function public.request_address_change(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_id uuid := (p ->> 'id')::uuid;
  v_email text := p ->> 'email';
  v_hash text := p ->> 'mailboxHash';
  v_row public.subscribers;
  v_other uuid;
begin
  select * into v_row from public.subscribers
  where id = (p ->> 'subscriberId')::uuid and link_key_sha256 = p ->> 'keyHash' and status = 'active' for update;
  if not found or v_row.email = v_email then
    return jsonb_build_object('deliveries', jsonb_build_array());
  end if;
  if not exists (select from public.address_changes where id = v_id) then
    if exists (
      select from public.address_changes
      where (subscriber_id = v_row.id or mailbox_hash = v_hash) and requested_at > now() - interval '1 hour'
      having count(*) >= 3 or max(requested_at) > now() - interval '60 seconds') then
      return jsonb_build_object('deliveries', jsonb_build_array());
    end if;
    perform public.end_address_changes(array[v_row.id]);
    insert into public.address_changes (id, subscriber_id, email, mailbox_hash, key_sealed, key_sha256)
    values (v_id, v_row.id, v_email, v_hash, p ->> 'linkKeySealed', p ->> 'linkKeySha256');
    insert into public.deliveries (subscriber_id, kind, period, status, address_change_id)
    select v_row.id, kind, v_id::text, 'pending', v_id from unnest(array['address_change', 'address_confirmation']) kind
    where kind = 'address_change' or public.address_is_free(v_row.id, v_email, v_hash);
    -- Who has a subscription there already is told so, as at a signup.
    select s.id into v_other from public.subscribers s
    where s.email = v_email and s.status = 'active'
      and not exists (select from public.suppressions x where x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased')
    for update skip locked;
    if v_other is not null and not exists (select from public.recent_link_mail(v_other, 'already_subscribed', now())) then
      perform public.promise_link_mail(v_other, 'already_subscribed', 'address-' || v_id, null);
    end if;
  end if;
  return jsonb_build_object('deliveries', (
    select coalesce(jsonb_agg(d.id), '[]') from public.deliveries d
    where d.status = 'pending' and (d.address_change_id = v_id or d.subscriber_id = v_other and d.period = 'address-' || v_id)));
end;
$$;

-- The key that a link of this side must carry: the old mailbox has the subscriber's, the new one the change's alone.
create function public.address_key(p_change public.address_changes, p_side text)
returns text
language sql stable set search_path = '' as $$
  select case p_side
    when 'old' then (select s.link_key_sha256 from public.subscribers s where s.id = p_change.subscriber_id)
    when 'new' then p_change.key_sha256 end;
$$;

-- What the page behind a link of this side shows. Null = not this key, as for the old mailbox after the change.
create function public.address_page(p_change uuid, p_side text, p_key_hash text)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'masked_new', public.masked(c.email), 'locale', s.locale,
    'open', c.applied_at is null and c.expires_at > now(),
    'old_confirmed', c.old_confirmed_at is not null, 'new_confirmed', c.new_confirmed_at is not null)
  from public.address_changes c join public.subscribers s on s.id = c.subscriber_id
  where c.id = p_change and public.address_key(c, p_side) = p_key_hash;
$$;
grant execute on function public.address_page(uuid, text, text) to anon;

-- Notes that one side agrees, and moves the subscription when both have: address, hash and link key in one statement, so
-- that no link of an old mail opens anything. `p` is {changeId, side, keyHash, linkKeySealed, linkKeySha256}.
-- Returns {outcome: waiting|moved|expired, deliveryId?}.
create function public.confirm_address(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_change public.address_changes;
  v_row public.subscribers;
  v_delivery uuid;
begin
  select s.* into v_row from public.subscribers s
  where s.id = (select subscriber_id from public.address_changes where id = (p ->> 'changeId')::uuid)
    and s.status = 'active' for update;
  select * into v_change from public.address_changes where id = (p ->> 'changeId')::uuid;
  if v_row.id is null or public.address_key(v_change, p ->> 'side') is distinct from p ->> 'keyHash' then
    return jsonb_build_object('outcome', 'expired');
  end if;
  update public.address_changes
  set old_confirmed_at = case when p ->> 'side' = 'old' then coalesce(old_confirmed_at, now()) else old_confirmed_at end,
      new_confirmed_at = case when p ->> 'side' = 'new' then coalesce(new_confirmed_at, now()) else new_confirmed_at end
  where id = (p ->> 'changeId')::uuid and applied_at is null and expires_at > now()
  returning * into v_change;
  if not found then
    return jsonb_build_object('outcome', 'expired');
  elsif v_change.old_confirmed_at is null or v_change.new_confirmed_at is null then
    return jsonb_build_object('outcome', 'waiting');
  elsif not public.address_is_free(v_row.id, v_change.email, v_change.mailbox_hash) then
    update public.address_changes set expires_at = now() where id = v_change.id;
    return jsonb_build_object('outcome', 'expired');
  end if;

  -- Whoever typed that address and never confirmed it has no claim to it.
  perform public.forget_subscribers(array(
    select id from public.subscribers
    where (email = v_change.email or mailbox_hash = v_change.mailbox_hash) and id <> v_row.id for update));
  update public.subscribers
  set email = v_change.email, mailbox_hash = v_change.mailbox_hash, link_key_sealed = p ->> 'linkKeySealed',
      link_key_sha256 = p ->> 'linkKeySha256', link_key_at = now(), last_sign_at = now(), updated_at = now()
  where id = v_row.id;
  delete from public.suppressions where mailbox_hash = v_change.mailbox_hash and reason = 'erased';
  update public.address_changes set applied_at = now() where id = v_change.id;
  insert into public.deliveries (subscriber_id, kind, period, status)
  values (v_row.id, 'links', 'address-' || v_change.id, 'pending') returning id into v_delivery;
  return jsonb_build_object('outcome', 'moved', 'deliveryId', v_delivery);
end;
$$;

-- What age finds, beside the indexes that are there.
create index webhook_events_age on public.webhook_events (received_at);
create index email_batches_age on public.email_batches (created_at) where status <> 'open';
create index source_runs_running on public.source_runs (started_at) where status = 'running';

-- Deletes what has had its time: all periods of retention, here and nowhere else (docs/data.md says why so long).
-- One kind and `p_limit` rows of it a call, since a statement has 8 seconds and what is slow must not stop the others;
-- the caller asks again while it gets as many. Returns how many.
drop function public.purge(int);
create function public.purge(p_kind text, p_limit int)
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
  end case;
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$$;

-- A run takes minutes; its next page was lost, or failed without a word. Returns how many were given up.
create function public.end_lost_runs()
returns int
language plpgsql set search_path = '' as $$
declare
  v_ended int;
begin
  update public.source_runs set status = 'failed', error = 'never finished', finished_at = now()
  where status = 'running' and started_at < now() - interval '6 hours';
  get diagnostics v_ended = row_count;
  return v_ended;
end;
$$;
