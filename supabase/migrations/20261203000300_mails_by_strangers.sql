-- Anybody can have mails sent to anybody's mailbox, by signing up or asking for links in their name: no more than eight a day
-- go to one, beside the three an hour that nobody notices who only mistypes.
create or replace function public.recent_link_mail(p_subscriber uuid, p_kind text, p_asked_at timestamp with time zone)
 RETURNS TABLE(progress_id text)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with asked as (
    select least(p_asked_at, now()) as at
  ), recent as (
    select d.progress_id, d.created_at, r.id is not null as open
    from public.deliveries d
    left join public.email_verification_requests r
      on r.id = d.request_id and r.consumed_at is null and r.expires_at > now()
    where d.subscriber_id = p_subscriber
      and d.kind in ('verification', 'already_subscribed', 'links')
      and d.created_at > (select at from asked) - interval '24 hours'
  )
  select (array_agg(r.progress_id order by r.created_at desc) filter (where r.open))[1]
  from recent r cross join asked
  having count(*) >= 8
    or count(*) filter (where r.created_at > asked.at - interval '1 hour') >= 3
    or bool_or(r.created_at > asked.at - interval '60 seconds'
               and (p_kind <> 'verification' or r.open or r.created_at >= asked.at));
$function$;

-- Where two installations share an account at the vendor, each is told of the other's mails, too: they are not waited for.
create or replace function public.apply_mail_event(p jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
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

  -- A mail that names its row had one before it went out: it is of another installation at the same vendor, or its person
  -- is gone.
  if v_fate is not null and v_was.id is null and p ->> 'deliveryId' is null and v_event.received_at > now() - interval '10 minutes' then
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
$function$;
