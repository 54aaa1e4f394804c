-- One short reply after an outage of ours closes nothing: a second complete crawl has to miss a posting too.

-- Closes what is over; an outage or an empty reply closes nothing.
--   expired: past its own end, or said to be over by its source, which sets that end.
--   unseen: complete crawls, not empty, of every target that had it have missed it for 48 hours, at least two of them:
--     after an outage of ours the first reply may be a short one. Sources whose absence says nothing never report a
--     complete run.
--   old: posted 30 days ago, and all who had it answer and have not shown it for 48 hours; or seen by nobody for 30 days.
create or replace function public.close_postings(p_limit int)
returns int
language plpgsql set search_path = '' as $$
declare
  v_closed int;
begin
  with runs as materialized (
    -- one key, or the planner compares every sighting of a source with all its targets
    select source || '/' || target as of, max(started_at) as answered_at, array_agg(started_at order by started_at desc)
      -- rows that could not be read are there all the same
      filter (where complete and rejected * 5 <= seen) as whole
    from public.source_runs where status = 'done' and seen > 0 group by 1
  ), quiet as (
    select id, valid_through < now() as ended, checked_at < now() - interval '30 days' as forgotten,
           coalesce(posted_at, first_seen_at) < now() - interval '30 days' as aged
    from public.postings
    where closed_at is null and (valid_through < now() or checked_at < now() - interval '48 hours')
  ), sought as (
    select s.posting_id, t = s.target as latest, r.whole is null as never_whole,
           coalesce(r.whole[1] > s.last_seen_at + interval '48 hours' and r.whole[2] > s.last_seen_at, false) as missed,
           coalesce(r.answered_at > s.last_seen_at + interval '48 hours', false) as answered
    from quiet q join public.sightings s on s.posting_id = q.id
    cross join unnest(s.also_in || s.target) t
    left join runs r on r.of = s.source || '/' || t
  ), judged as (
    -- A target that can be seen whole is judged by that alone: its parts do not show the old.
    select posting_id, bool_and(missed) as missed,
           bool_and(missed or never_whole and (answered or not latest)) as answered
    from sought group by posting_id
  ), over as (
    select q.id, case
      when q.ended then 'expired'
      when j.missed then 'unseen'
      when q.forgotten or q.aged and j.answered then 'old'
    end as reason
    from quiet q left join judged j on j.posting_id = q.id
  ), chosen as (
    select id, reason from over where reason is not null limit p_limit
  )
  update public.postings o set closed_at = now(), closed_reason = chosen.reason, changed_at = clock_timestamp()
  from chosen where o.id = chosen.id;
  get diagnostics v_closed = row_count;
  return v_closed;
end;
$$;
