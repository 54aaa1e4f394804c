-- The vendor may accept a mail and fail to send it, and tells that by an event. Of a quota that is used up it is no fault of the
-- mail: that goes out later, under another key. The rest has failed.

-- What becomes of a mail of which the vendor says so: 'postponed', 'failed', or 'seen' where that was of an earlier try. The id
-- of a try that is over goes from its events: an export and an erasure find them by the ids that a person's mails have now.
create function public.note_failed(d public.deliveries, p_email_id text, p_reason text)
returns text
language plpgsql set search_path = '' as $$
declare
  v_again boolean := coalesce(p_reason ~ 'quota', false);
  v_told text := 'seen';
begin
  if d.status in ('sent', 'unknown') and coalesce(d.provider_id = p_email_id, true) and d.fate is null then
    v_told := case when v_again then 'postponed' else 'failed' end;
    if d.status = 'sent' then
      perform public.count_mails(d.settled_at, public.is_bulk(d.kind), -1);
    end if;
    update public.deliveries set
      status = case when v_again then 'pending' else 'failed' end,
      reason = case when v_again then null else coalesce(p_reason, 'failed at the vendor') end,
      settled_at = case when v_again then null else now() end,
      not_before = case when v_again then now() + interval '1 hour' else not_before end,
      provider_id = case when v_again then null else coalesce(provider_id, p_email_id) end,
      -- The key of the batch stands for what the vendor has taken.
      batch_id = case when v_again then null else batch_id end
    where id = d.id;
  end if;
  update public.webhook_events set data = data - 'email_id'
  where source = 'resend' and data ->> 'email_id' = p_email_id
    and not exists (select from public.deliveries where provider_id = p_email_id);
  return v_told;
end;
$$;

-- As before, also of mails that the vendor has failed to send.
create or replace function public.apply_mail_event(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_event public.webhook_events;
  v_at timestamptz := least((p ->> 'at')::timestamptz, now());
  v_fate text := case p ->> 'type'
    when 'email.delivered' then 'delivered'
    when 'email.complained' then 'complained'
    when 'email.bounced' then case when p ->> 'detail' = 'Permanent' then 'bounced' else 'soft_bounced' end
    -- The vendor did not even try: it knows of what we have missed.
    when 'email.suppressed' then 'suppressed'
    -- Accepted, and then not sent.
    when 'email.failed' then 'failed' end;
  v_was public.deliveries;
  v_is public.deliveries;
  v_sent_at timestamptz;
  v_ended int := 0;
  v_stopped jsonb;
begin
  if v_fate is not null then
    select * into v_was from public.deliveries where id = (p ->> 'deliveryId')::uuid;
    if not found then
      select * into v_was from public.deliveries where provider_id = p ->> 'emailId';
    end if;
    -- The person first, as in every function that changes more of theirs. Who erases them may have been quicker.
    perform from public.subscribers where id = v_was.subscriber_id for update;
    select * into v_was from public.deliveries where id = v_was.id for update;
  end if;
  insert into public.webhook_events (source, event_id, type, data)
  values ('resend', p ->> 'eventId', p ->> 'type',
          jsonb_strip_nulls(jsonb_build_object('email_id', p -> 'emailId', 'at', p -> 'at', 'detail', p -> 'detail')))
  on conflict (source, event_id) do update set type = excluded.type
  returning * into v_event;
  if v_event.processed_at is not null then
    return jsonb_build_object('outcome', 'seen');
  end if;

  if v_fate is not null and v_was.id is null and v_event.received_at > now() - interval '10 minutes' then
    return jsonb_build_object('outcome', 'waiting', 'laterMs',
                              greatest(2000, extract(epoch from now() - v_event.received_at) * 1000)::int);
  end if;
  -- Its sender knows first what it was told.
  if v_fate = 'failed' and v_was.status = 'sending' then
    return jsonb_build_object('outcome', 'waiting', 'laterMs', 30000);
  end if;
  update public.webhook_events set processed_at = now() where source = 'resend' and event_id = v_event.event_id;
  if v_was.id is null then
    return jsonb_build_object('outcome', case when v_fate is null then 'noted' else 'unknown' end);
  end if;

  if v_fate = 'failed' then
    return jsonb_build_object('outcome', 'applied', 'kind', v_was.kind,
                              'fate', public.note_failed(v_was, p ->> 'emailId', p ->> 'detail'));
  end if;

  update public.deliveries d
  set delivered_at = case when v_fate = 'delivered' then least(d.delivered_at, v_at) else d.delivered_at end,
      soft_bounced_at = case when v_fate = 'soft_bounced' then least(d.soft_bounced_at, v_at) else d.soft_bounced_at end,
      bounced_at = case when v_fate = 'bounced' then least(d.bounced_at, v_at) else d.bounced_at end,
      complained_at = case when v_fate = 'complained' then least(d.complained_at, v_at) else d.complained_at end,
      -- Whether it went out was not known; now it is.
      provider_id = coalesce(d.provider_id, p ->> 'emailId'),
      status = case when d.status = 'unknown' then 'sent' else d.status end,
      reason = case when d.status = 'unknown' then null else d.reason end
  where d.id = v_was.id
  returning * into v_is;

  if v_fate in ('bounced', 'complained', 'suppressed') then
    v_ended := public.suppress_mailbox(v_is, case when v_fate = 'complained' or p ->> 'detail' ~* 'complaint' then 'complaint' else 'bounce' end);
  elsif v_fate = 'soft_bounced' then
    perform public.pause_unreachable(v_is.subscriber_id);
  end if;
  v_sent_at := coalesce(v_is.settled_at, now());
  perform public.count_mails(v_sent_at, public.is_bulk(v_is.kind),
    (v_was.status = 'unknown')::int,
    (v_was.delivered_at is null and v_is.delivered_at is not null)::int,
    (coalesce(v_was.bounced_at, v_was.soft_bounced_at) is null and coalesce(v_is.bounced_at, v_is.soft_bounced_at) is not null)::int,
    (v_was.complained_at is null and v_is.complained_at is not null)::int);
  if v_fate <> 'delivered' and public.is_bulk(v_is.kind) then
    v_stopped := public.judge_sending(v_sent_at);
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'outcome', 'applied', 'kind', v_is.kind, 'fate', v_fate, 'skipped', jsonb_build_object('suppressed', v_ended), 'stopped', v_stopped));
end;
$$;
