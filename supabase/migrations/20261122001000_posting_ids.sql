-- An open posting stands for ids of sources, and not for its words: lib/postings says which ids are one posting (sameJob),
-- since two that share company, title and place may well be two. dedupe_key is `source:id` of the version that is shown,
-- or until it changes of the best one of the page that added it.

-- Stores items of a page, [{sourceId, dedupeKey, contentHash, posting, quality, keys, identity, sameAs?}] of
-- lib/postings: what is known, changed, or better than what is shown; what is new. Returns {added, changed, seen,
-- again}: the source ids to be asked for and stored again, see identify_postings.
create or replace function public.upsert_postings(p_source text, p_target text, p jsonb, p_up_to bigint default null)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_item record;
  v_new jsonb[] := '{}';
  v_open record;
  v_unchanged text[] := '{}';
  v_added jsonb;
  v_written jsonb := '{}';
  v_seen int := 0;
  v_opened int := 0;
  v_changed int := 0;
  v_again text[] := '{}';
begin
  -- One order for all writers, whatever their sources call a posting: two pages with the same ones wait for each other
  -- instead of deadlocking. First those that are there, then the new ones.
  for v_item in
    with items as materialized (
      select distinct on (e ->> 'sourceId') e, e ->> 'sourceId' as source_id, (e ->> 'sameAs')::uuid as same_as
      from jsonb_array_elements(p) with ordinality i(e, place) order by e ->> 'sourceId', place
    )
    select i.e, i.source_id, case
      when s.posting_id is null and i.same_as is null then
        case when (i.e #>> '{posting,validThrough}')::timestamptz <= now() then 'over' else 'new' end
      when s.posting_id is null or o.closed_at is not null or s.url <> i.e #>> '{posting,url}' then 'other'
      when o.source = p_source and o.source_id = i.source_id then
        case when o.content_hash = i.e ->> 'contentHash' then 'unchanged' else 'other' end
      when s.gone_at is not null
        or coalesce((i.e ->> 'quality')::smallint, 0) <= o.quality and public.still_seen(o.source, o.source_id) then 'unchanged'
      else 'other'
    end as kind
    from items i
    left join lateral (
      select g.posting_id, g.gone_at, g.url from public.sightings g where g.source = p_source and g.source_id = i.source_id limit 1
    ) s on true
    left join lateral (select * from public.postings where id = s.posting_id limit 1) o on true
    -- Of several with one key the best is added, the others are seen with it.
    order by coalesce(s.posting_id, i.same_as) nulls last, i.e ->> 'dedupeKey', i.e -> 'quality' desc nulls last, i.source_id
  loop
    v_seen := v_seen + 1;
    if v_item.kind = 'unchanged' then
      v_unchanged := v_unchanged || v_item.source_id;
    elsif v_item.kind = 'new' then
      v_new := v_new || v_item.e;
    elsif v_item.kind = 'other' then
      select * into v_open from public.open_posting(p_source, v_item.e);
      if v_open.outcome = 'add' then
        v_new := v_new || v_item.e;
      end if;
      continue when v_open.posting is null;
      update public.postings set checked_at = now() where id = v_open.posting;
      insert into public.sightings (source, source_id, posting_id, target, url)
      values (p_source, v_item.source_id, v_open.posting, p_target, v_item.e #>> '{posting,url}')
      on conflict (source, source_id) do update
      set posting_id = excluded.posting_id, target = excluded.target, url = excluded.url, last_seen_at = now();
      v_opened := v_opened + (v_open.outcome = 'opened')::int;
      if public.write_posting(v_open.posting, p_source, v_item.e, v_open.reposted) then
        v_written := v_written || jsonb_build_object(v_item.source_id, v_open.posting);
        v_changed := v_changed + (v_open.outcome <> 'opened')::int;
      end if;
    end if;
  end loop;
  v_added := public.add_postings(p_source, p_target, v_new);
  perform public.touch_sightings(p_source, p_target, v_unchanged);
  -- Last: whoever holds this waits for nobody.
  if v_added <> '{}' or v_written <> '{}' then
    v_again := public.identify_postings(p_source, p, v_added, v_written, p_up_to);
  end if;
  return jsonb_build_object('seen', v_seen, 'changed', v_changed, 'again', v_again, 'added',
    v_opened + (select count(*) from jsonb_each_text(v_added) where not v_again @> array[key]));
end;
$$;
