-- The same, for less: how many want a posting was reckoned out three times for each, and all of them were sorted with their titles
-- and addresses. At 300,000 open postings that was most of what a statement may take.
create or replace function public.postings_to_check(p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  with people as materialized (
    select id, wishes from public.subscribers
    where status = 'active' and next_digest_at is not null order by next_digest_at limit 20000
  ), places as (
    select jsonb_object_agg(country, wanted) as wanted from (select country, count(*) as wanted from (
      select p.id, c #>> '{}' as country from people p, jsonb_path_query(p.wishes, '$.countries[*]') c
      union
      select p.id, c #>> '{}' from people p, jsonb_path_query(p.wishes, '$.cities[*].country') c
    ) each_once where country is not null group by country) counted
  ), paths as (
    select array_agg(distinct c #>> '{}') as wanted from people p, jsonb_path_query(p.wishes, '$.careerPaths[*]') c
  ), candidates as materialized (
    select o.id, greatest(o.first_seen_at, o.reposted_at) as first_seen_at, w.wanted,
           o.level in ('mid', 'senior', 'lead') as experienced,
           lower(split_part(translate(o.url, '?#', '//'), '/', 3)) as host
    from places p cross join paths k
    join public.postings o on 'unsure' = any (k.wanted) or o.career_paths && k.wanted or o.career_paths = '{}'
    cross join lateral (
      select greatest(
        max((p.wanted ->> (l ->> 'country'))::int),
        -- From anywhere, or from where nobody says: last, but not never.
        case when o.remote ->> 'mode' = 'remote' or count(l ->> 'country') = 0 then 1 end
      ) as wanted
      from jsonb_array_elements(o.locations) l
    ) w
    where k.wanted is not null and o.closed_at is null and greatest(o.first_seen_at, o.reposted_at) > now() - interval '30 days'
      and (o.link_checked_at is null or o.link_checked_at < now() - interval '24 hours')
  ), ranked as (
    select *, row_number() over (partition by host order by experienced, wanted desc, first_seen_at desc, id) as turn
    from candidates where wanted is not null
  ), chosen as (
    select * from ranked where turn <= 60 order by experienced, wanted desc, first_seen_at desc, id limit p_limit
  )
  select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'url', o.url, 'title', o.title, 'company', o.company)
                            order by c.experienced, c.wanted desc, c.first_seen_at desc, c.id), '[]')
  from chosen c join public.postings o on o.id = c.id;
$$;
