-- As before, but the id of a try that is over goes from the events that told of it: an export and an erasure find a person's events
-- by the ids that their mails have now.
create or replace function public.note_failed(d public.deliveries, p_email_id text, p_reason text)
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
