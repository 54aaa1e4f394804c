-- Link keys: what every link of a person carries beside its signature. Replacing one closes all of that person's links.
alter table public.subscribers
  -- when the key was made: an invalidation replaces those of before it was asked for, however often it runs
  add column link_key_at timestamptz not null default now();

-- The next keys in the order of their rows: of these people or, without p_ids, of all; made before p_before, if that
-- is given. Returns [{id, sealed}].
create function public.link_keys(p_after uuid, p_limit int, p_ids uuid[] default null, p_before timestamptz default null)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', k.id, 'sealed', k.link_key_sealed) order by k.id), '[]')
  from (
    select s.id, s.link_key_sealed from public.subscribers s
    where s.id > p_after and (p_ids is null or s.id = any(p_ids)) and (p_before is null or s.link_key_at < p_before)
    order by s.id limit p_limit
  ) k;
$$;

-- Stores keys that were made or sealed anew: p = [{id, was, sealed, sha256?}]. A row whose sealed key is not `was` any
-- more keeps what it has. Without sha256 it is the same key; with it, changes of address that wait end too, since
-- whoever had the old one may have asked for them. Returns how many changed.
create function public.replace_link_keys(p jsonb)
returns int
language plpgsql set search_path = '' as $$
declare
  v_changed int;
begin
  -- In one order: sets that overlap wait for each other.
  perform from public.subscribers s
  where s.id in (select (x ->> 'id')::uuid from jsonb_array_elements(p) x) order by s.id for update;
  update public.subscribers s
  set link_key_sealed = x.sealed, link_key_sha256 = coalesce(x.sha256, s.link_key_sha256),
      link_key_at = case when x.sha256 is null then s.link_key_at else now() end
  from jsonb_to_recordset(p) as x(id uuid, was text, sealed text, sha256 text)
  where s.id = x.id and s.link_key_sealed = x.was;
  get diagnostics v_changed = row_count;
  perform public.end_address_changes(array(
    select (x ->> 'id')::uuid from jsonb_array_elements(p) x where x ->> 'sha256' is not null));
  return v_changed;
end;
$$;

-- Fresh links to the mailbox of a person, for who holds one of their links, and by the same rules as for a mailbox that
-- was typed. A key that was replaced opens nothing. Returns {deliveryId?}.
create function public.request_links_for(p_subscriber uuid, p_key_hash text, p_what text, p_period text)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_email text;
begin
  select s.email into v_email from public.subscribers s where s.id = p_subscriber and s.link_key_sha256 = p_key_hash;
  if not found then
    return jsonb_build_object();
  end if;
  return public.request_links(v_email, p_what, p_period);
end;
$$;
