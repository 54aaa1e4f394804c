-- A catalogue begins with what is open: no page passes all that ever closed, which after half a year took longer than a statement
-- may. Nobody reads on who has not read for thirty days.
create index postings_changed_open on public.postings (changed_at, id) where closed_at is null;
create index postings_changed_closed on public.postings (changed_at, id) where closed_at is not null;
drop index public.postings_changed;

create or replace function public.catalogue_changes(p_since timestamptz, p_after uuid, p_limit int)
returns json
language sql stable set search_path = '' set jit = off
as $$
  select coalesce(json_agg(case
    when o.closed_at is not null then json_build_array(o.id, o.changed_at)
    else json_build_array(o.id, o.changed_at, o.title, o.company, o.source, o.locations, o.remote, o.level, o.programme,
      o.career_paths, o.occupation, o.languages, o.visa, o.salary, o.posted_at, greatest(o.first_seen_at, o.reposted_at),
      o.lang, o.link_status, o.quality,
      coalesce((select i.keys from public.posting_identities i where i.posting_id = o.id), '{}'),
      coalesce(o.confidence -> 'occupation', '0'))
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

create or replace function public.catalogue_starts(p_limit int)
returns json
language sql stable set search_path = '' set jit = off
as $$
  select coalesce(json_agg(json_build_array(o.changed_at, o.id) order by o.changed_at, o.id), '[]')
  from (
    select changed_at, id, row_number() over (order by changed_at, id) as place
    from (
      select changed_at, id from public.postings where closed_at is null
      union all
      select changed_at, id from public.postings where closed_at is not null and changed_at > now() - interval '30 days'
    ) p
  ) o
  where o.place % p_limit = 0;
$$;
