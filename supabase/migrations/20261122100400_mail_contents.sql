-- Everything the renderer needs of one batch, in the order that was persisted (by id). Links carry the subscriber's key,
-- but to a mailbox that is not proven to be theirs that of the change alone. In plpgsql, which asks for columns when it runs: deliveries.why comes after this.
create or replace function public.batch_contents(p_batch uuid)
returns jsonb
language plpgsql stable set search_path = '' as $$
begin
  return (select coalesce(jsonb_agg(jsonb_build_object(
    'id', d.id, 'kind', d.kind, 'period', d.period, 'requestId', d.request_id, 'progressId', d.progress_id,
    'createdAt', d.created_at, 'lookedAt', d.looked_at, 'more', d.more, 'why', d.why,
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
