-- The same, and last how likely it is a job for beginners where no level is named; null = nothing speaks against it.
create or replace function public.catalogue_changes(p_since timestamptz, p_after uuid, p_limit int)
returns json
language sql stable set search_path = '' set jit = off set enable_sort = off
as $$
  select coalesce(json_agg(case
    when o.closed_at is not null then json_build_array(o.id, o.changed_at)
    else json_build_array(o.id, o.changed_at, o.title, o.company, o.source, o.locations, o.remote, o.level, o.programme,
      o.career_paths, o.occupation, o.languages, o.visa, o.salary, o.posted_at, greatest(o.first_seen_at, o.reposted_at),
      o.lang, o.link_status, o.quality,
      coalesce((select i.keys from public.posting_identities i where i.posting_id = o.id), '{}'),
      coalesce(o.confidence -> 'occupation', '0'), o.confidence -> 'early')
    end order by o.changed_at, o.id), '[]')
  from (
    (select * from public.postings where closed_at is null and (changed_at, id) > (p_since, p_after)
     order by changed_at, id limit p_limit)
    union all
    (select * from public.postings
     where closed_at is not null and p_since > '-infinity' and (changed_at, id) > (p_since, p_after)
       and changed_at > now() - interval '30 days'
     order by changed_at, id limit p_limit)
    order by changed_at, id limit p_limit
  ) o;
$$;
