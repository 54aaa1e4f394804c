-- Searches: our own postings by the words of their titles, and the cache of what other sources answered.

-- Lower case without diacritics, punctuation as spaces: the words that lib/postings makes of a title.
create function public.folded_words(p_text text)
returns tsvector
language sql immutable parallel safe set search_path = '' as $$
  select to_tsvector('pg_catalog.simple', regexp_replace(translate(
    replace(replace(replace(replace(replace(
      regexp_replace(normalize(lower(p_text), nfkd), '[\u0300-\u036f]', '', 'g'),
      'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), 'c++', 'cp'),
    'øłđðıħŋ''’`´', 'olddihn'), '[!-/:-@\[-`{-~–—…·•«»“”„]+', ' ', 'g'));
$$;

-- Only open postings are searched; the rest of a search's criteria is judged on what this finds.
create index postings_title_words on public.postings using gin (public.folded_words(title)) where closed_at is null;

-- Open postings whose title has the words, at the place or remote from its country. `p` is {query: a tsquery of folded
-- words, geonameId?, country?, mode?, employment?, newerThan?}. What fits the place, the mode and the hours comes
-- first, then the newest; each as a normalised posting, its text cut short.
create function public.search_postings(p jsonb, p_limit int)
returns jsonb
language sql stable set search_path = '' as $$
  with asked as (
    select to_tsquery('pg_catalog.simple', p ->> 'query') as words,
           case when p ? 'geonameId' then jsonb_build_array(jsonb_build_object('geonameId', p -> 'geonameId')) end as city,
           case when p ? 'country' then jsonb_build_array(jsonb_build_object('country', p -> 'country')) end as country,
           (p ->> 'newerThan')::timestamptz as newer_than
  ), found as (
    select o.*, coalesce(o.locations @> coalesce(a.city, a.country), false)::int
           + coalesce(o.remote ->> 'mode' = p ->> 'mode', false)::int
           + coalesce(o.employment = p ->> 'employment', false)::int as fits
    from public.postings o, asked a
    where o.closed_at is null and public.folded_words(o.title) @@ a.words
      and (a.newer_than is null or coalesce(o.posted_at, o.first_seen_at) >= a.newer_than)
      and (coalesce(a.city, a.country) is null or o.locations @> coalesce(a.city, a.country)
           or (o.remote ->> 'mode' in ('remote', 'hybrid') and o.locations = '[]'
               and (o.remote -> 'countries' = '[]' or a.country is null
                    or o.remote -> 'countries' @> (a.country #> '{0,country}')))
           or (o.remote ->> 'mode' = 'remote' and o.remote -> 'countries' @> (a.country #> '{0,country}')))
    order by fits desc, coalesce(o.posted_at, o.first_seen_at) desc, o.id
    limit p_limit
  )
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', f.id, 'source', f.source, 'sourceId', f.source_id, 'url', f.url, 'title', f.title, 'company', f.company,
    'locations', f.locations, 'remote', f.remote, 'level', f.level, 'programme', f.programme,
    'employment', f.employment, 'careerPaths', f.career_paths, 'occupation', f.occupation, 'languages', f.languages,
    'experienceYears', f.experience_years, 'degree', f.degree, 'visa', f.visa, 'salary', f.salary,
    'postedAt', to_char(f.posted_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'validThrough', to_char(f.valid_through at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'description', left(f.description, 4000), 'lang', f.lang, 'confidence', f.confidence)
    order by f.fits desc, coalesce(f.posted_at, f.first_seen_at) desc, f.id), '[]')
  from found f;
$$;

-- What a source answered to the same question, or null when nobody asked, or too long ago.
create function public.cached_search(p_key text)
returns jsonb
language sql stable set search_path = '' as $$
  select c.result from public.job_cache c where c.key = p_key and c.expires_at > now();
$$;

-- Keeps a source's answer for `p_ms`. purge() deletes what has expired.
create function public.cache_search(p_key text, p_source text, p_result jsonb, p_ms int)
returns void
language sql set search_path = '' as $$
  insert into public.job_cache (key, source, result, expires_at)
  values (p_key, p_source, p_result, now() + p_ms * interval '1 millisecond')
  on conflict (key) do update
  set source = excluded.source, result = excluded.result, fetched_at = now(), expires_at = excluded.expires_at;
$$;
