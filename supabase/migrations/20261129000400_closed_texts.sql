-- The text of a posting is most of its row, and no digest, page or export shows that of one that has closed: kept for good, a
-- supply of 200,000 would grow by some 17 GB a year.
create index postings_closed_texts on public.postings (closed_at) where closed_at is not null and description <> '';

create or replace function public.purge(p_kind text, p_limit int)
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
    -- Left a year ago: time enough to come back to what was chosen. Of who was suppressed the hash stays. Not who still pays.
    when 'left' then
      return public.forget_left(array(
        select s.id from public.subscribers s
        where s.status = 'unsubscribed' and s.unsubscribed_at < now() - interval '12 months' and s.tier = 'free'
          and s.erasure_asked_at is null
          and not exists (select from public.billing b where b.subscriber_id = s.id
                          and b.status in ('trialing', 'active', 'past_due', 'unpaid', 'paused'))
        limit p_limit));
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
    -- What is seen again after so long is another posting (identities, above), or is written anew, as no hash is this one. No
    -- change to who reads changes: nobody has a closed posting.
    when 'texts' then
      update public.postings set description = '', content_hash = '' where id in (
        select id from public.postings
        where closed_at < now() - interval '180 days' and description <> '' limit p_limit)
        -- One that has opened meanwhile keeps its text.
        and closed_at is not null;
    -- What is sealed in them may be a person's: as long as in Redis. The rest as long as somebody may look for a pattern.
    when 'sealed' then
      update public.dead_letters set payload = null where id in (
        select id from public.dead_letters where payload ? 'sealed' and failed_at < now() - interval '14 days' limit p_limit);
    when 'letters' then
      delete from public.dead_letters where id in (
        select id from public.dead_letters where failed_at < now() - interval '90 days' limit p_limit);
    -- Long after their checkouts have ended.
    when 'visits' then
      delete from public.billing_visits where id in (
        select id from public.billing_visits where created_at < now() - interval '30 days' limit p_limit);
    when 'checks' then
      delete from public.billing_checks where id in (
        select id from public.billing_checks where at < now() - interval '400 days' limit p_limit);
    when 'buyers' then
      delete from public.erased_buyers where subscriber_sha256 in (
        select subscriber_sha256 from public.erased_buyers where at < now() - interval '30 days' limit p_limit);
  end case;
  get diagnostics v_gone = row_count;
  return v_gone;
end;
$$;
