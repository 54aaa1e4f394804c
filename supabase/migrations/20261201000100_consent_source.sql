-- Whoever asks for proof of a consent also wants to know where it was given: other sites have forms and words of their own.
alter table public.consents add column source text check (length(source) <= 300);
comment on column public.consents.source is 'origin of the page that the form stood on; null = a program, or a browser that does not say';

create or replace function public.store_signup(p jsonb)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_email text := p ->> 'email';
  v_progress text := p ->> 'progressId';
  v_hashes text[] := array(select jsonb_array_elements_text(p -> 'mailboxHashes'));
  v_new boolean;
  v_old uuid[];
  v_row public.subscribers;
  v_kind text;
  v_delivery uuid;
  v_recent record;
begin
  -- A person's own row keeps the hash of its first signup, also when the hashing secret has changed since.
  if exists (select from public.suppressions s where s.reason <> 'erased' and s.mailbox_hash = any (
               v_hashes || array(select o.mailbox_hash from public.subscribers o where o.email = v_email))) then
    return jsonb_build_object('outcome', 'suppressed');
  end if;
  -- Whose erasure waits for Polar is a new person, too: the old row goes its way without the address.
  v_old := array(select id from public.subscribers
                 where erasure_asked_at is not null and (email = v_email or mailbox_hash = any (v_hashes)) for update);
  if v_old <> '{}' then
    perform public.detach_subscribers(v_old);
  end if;
  -- Who comes back before the receipt has gone out is a new person: the erasure ends first.
  perform public.forget_subscribers(array(
    select id from public.subscribers
    where status = 'erasing' and (email = v_email or mailbox_hash = any (v_hashes)) for update));

  insert into public.subscribers (email, mailbox_hash, name, wishes, cadence, time_zone, locale,
                                  link_key_sealed, link_key_sha256, progress_id)
  values (v_email, v_hashes[1], p ->> 'name', p -> 'wishes', p ->> 'cadence', p ->> 'timeZone',
          coalesce(p ->> 'locale', 'en'), p ->> 'linkKeySealed', p ->> 'linkKeySha256', v_progress)
  on conflict do nothing; -- Two unique keys stand for one person: either may be met first.
  v_new := found;
  select * into strict v_row from public.subscribers where email = v_email for update;

  select d.id into v_delivery from public.deliveries d
  where d.subscriber_id = v_row.id and d.period = v_progress and d.kind in ('verification', 'already_subscribed');
  if found then
    return jsonb_build_object('outcome', 'renewed', 'deliveryId', v_delivery);
  end if;

  if v_row.status <> 'active' then
    if not v_new and not exists (select from public.consents c where c.subscriber_id = v_row.id
                                 and c.given_at > (p #>> '{consent,at}')::timestamptz) then
      update public.subscribers
      set name = p ->> 'name', wishes = p -> 'wishes', cadence = p ->> 'cadence', time_zone = p ->> 'timeZone',
          locale = coalesce(p ->> 'locale', locale), updated_at = now()
      where id = v_row.id;
    end if;
    insert into public.consents (subscriber_id, signup_id, wording, source, ip_hash, given_at)
    values (v_row.id, v_progress, p #>> '{consent,wording}', p #>> '{consent,source}', p #>> '{consent,ipHash}',
            (p #>> '{consent,at}')::timestamptz)
    on conflict do nothing;
  end if;

  v_kind := case when v_row.status = 'active' then 'already_subscribed' else 'verification' end;
  select * into v_recent from public.recent_link_mail(v_row.id, v_kind, (p #>> '{consent,at}')::timestamptz);
  if found then
    -- A confirmed person's way is theirs alone: whoever types their address sees none of it.
    return jsonb_build_object('outcome', 'quiet', 'progressOf',
                              case when v_row.status <> 'active' then v_recent.progress_id end);
  end if;

  v_delivery := public.promise_link_mail(v_row.id, v_kind, v_progress, v_progress);
  if v_row.status = 'active' then
    return jsonb_build_object('outcome', 'known', 'deliveryId', v_delivery);
  end if;
  update public.subscribers set progress_id = v_progress where id = v_row.id;
  return jsonb_build_object('outcome', case when v_new then 'new' else 'renewed' end, 'deliveryId', v_delivery,
                            'supersedes', nullif(v_row.progress_id, v_progress));
end;
$$;
