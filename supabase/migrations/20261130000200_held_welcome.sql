-- A digest that is due when a person's rhythm changes is planned as the planner plans it: not just after a welcome that was
-- held back.

-- As before, also when a welcome that was held back went out.
create or replace function public.digest_rhythm(p_subscriber uuid, p_key_hash text)
returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object('timeZone', s.time_zone, 'cadence', s.cadence, 'tier', s.tier, 'due', s.next_digest_at,
                            'welcomeUntil', s.welcome_until, 'welcomedAt', public.welcomed_at(s.id),
                            'heldWelcomeAt', public.held_welcome_at(s.id),
                            'pausedUntil', s.paused_until, 'askedAt', s.preferences_asked_at)
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash and s.status = 'active';
$$;

-- As before, also when a welcome that was held back went out.
create or replace function public.begin_billing(p_subscriber uuid)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_row public.subscribers;
  v_known public.billing;
begin
  select * into v_row from public.subscribers
  where id = p_subscriber and status <> 'erasing' and erasure_asked_at is null for update;
  if not found then
    return null;
  end if;
  insert into public.billing as b (subscriber_id, ticket) values (v_row.id, 1)
  on conflict (subscriber_id) do update set ticket = b.ticket + 1
  returning * into v_known;
  return jsonb_build_object(
    'ticket', v_known.ticket, 'tier', v_row.tier, 'timeZone', v_row.time_zone, 'cadence', v_row.cadence,
    'due', v_row.next_digest_at, 'welcomeUntil', v_row.welcome_until, 'welcomedAt', public.welcomed_at(v_row.id),
    'heldWelcomeAt', public.held_welcome_at(v_row.id),
    'pausedUntil', v_row.paused_until, 'email', v_row.email, 'movedFrom', v_known.moved_from,
    'known', case when coalesce(v_known.synced_at, v_known.customer_deleted_at) is not null then jsonb_build_object(
      'customerId', v_known.customer_id, 'subscriptionId', v_known.subscription_id, 'plan', v_known.plan,
      'status', v_known.status, 'periodEnd', v_known.period_end, 'endsAt', v_known.ends_at,
      'pastDueSince', v_known.past_due_since, 'graceUntil', v_known.grace_until,
      'customerDeleted', v_known.customer_deleted_at is not null) end,
    'held', coalesce((select held from public.billing_checks where part = 'all' order by at desc limit 1), false));
end;
$$;
