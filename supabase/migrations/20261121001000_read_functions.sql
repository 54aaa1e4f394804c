-- What a page may read with the ingress's anon key. Each demands the hash of the key in the person's own
-- link: an id alone opens nothing, and a replaced key closes every old link.
create function public.masked(p_email text)
returns text
language sql immutable set search_path = '' as $$
  select left(p_email, 1) || '***@' || split_part(p_email, '@', 2);
$$;

create function public.verification_page(p_request uuid, p_key_hash text)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'masked_email', public.masked(s.email),
    'state', case when s.status = 'active' then 'confirmed'
                  when r.consumed_at is not null or r.expires_at <= now() then 'expired' else 'open' end,
    'progress_id', s.progress_id)
  from public.email_verification_requests r join public.subscribers s on s.id = r.subscriber_id
  where r.id = p_request and s.link_key_sha256 = p_key_hash;
$$;

create function public.subscriber_page(p_subscriber uuid, p_key_hash text)
returns jsonb
language sql stable security definer set search_path = '' as $$
  select jsonb_build_object(
    'masked_email', public.masked(s.email), 'status', s.status, 'wishes', s.wishes,
    'next_digest_at', s.next_digest_at, 'time_zone', s.time_zone)
  from public.subscribers s
  where s.id = p_subscriber and s.link_key_sha256 = p_key_hash;
$$;

-- The helpers above are called by functions of the same owner only; service_role and, for these two, anon.
grant execute on function public.verification_page(uuid, text), public.subscriber_page(uuid, text) to anon;
