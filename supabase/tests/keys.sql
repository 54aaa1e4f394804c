-- What the ingress's key can read: each read function shows a person's rows only to whoever has the hash of the key in
-- their link. Makes two people, who are gone with the rollback at the end.
begin;

create temporary table people as
  select name, gen_random_uuid() as id, encode(sha256(gen_random_uuid()::text::bytea), 'hex') as hash,
         encode(sha256(gen_random_uuid()::text::bytea), 'hex') as new_mailbox
  from unnest(array['zoe', 'ali']) name;
insert into public.subscribers (id, email, mailbox_hash, status, wishes, cadence, time_zone, link_key_sealed, link_key_sha256)
  select id, id || '@example.org', id, 'active', '{}', 'weekly', 'Europe/Berlin', 'sealed', hash from people;
insert into public.email_verification_requests (id, subscriber_id) select id, id from people;
insert into public.address_changes (id, subscriber_id, email, mailbox_hash, key_sealed, key_sha256)
  select id, id, id || '@example.net', 'new-' || id, 'sealed', new_mailbox from people;
insert into public.deliveries (id, subscriber_id, kind, period, status) select id, id, 'export', 'own', 'sent' from people;
insert into public.postings (id, dedupe_key, source, source_id, url, title, company, locations, remote, level, career_paths,
    occupation, languages, visa, description, confidence, content_hash)
  select id, id, 'own-check', id, 'https://jobs.example.com/' || id, name, name, '[]', '{}', 'entry', '{}', 'data', '[]',
    'unknown', '', '{}', id from people;
insert into public.matches (id, subscriber_id, posting_id, delivery_id, rank, score, parts, reasons, gaps)
  select id, id, id, id, 1, 80, '{}', '{}', '{}' from people;

-- Calls everything that anon may call, for one person and a hash. Here an id is the same in all tables.
create function pg_temp.shown(p_id uuid, p_hash text) returns jsonb language sql as $$
  select jsonb_strip_nulls(jsonb_build_object(
    'verification', public.verification_page(p_id, p_hash), 'subscriber', public.subscriber_page(p_id, p_hash),
    'match', public.match_page(p_id, p_hash, p_id), 'matches', public.matches_page(p_id, p_hash),
    'export', public.subscriber_export(p_id, p_hash, p_id), 'address', public.address_page(p_id, 'old', p_hash),
    'billing', public.billing_page(p_id, p_hash)))
$$;
-- New functions are closed by default, also this one.
grant select on people to anon;
grant execute on function pg_temp.shown to anon;

set local role anon;
do $$
declare
  zoe people := (select p from people p where name = 'zoe');
  ali people := (select p from people p where name = 'ali');
  shown jsonb := pg_temp.shown(zoe.id, zoe.hash);
  hash text;
begin
  assert (select count(*) = 7 from jsonb_object_keys(shown)), format('a person''s own key opens only %s', shown);
  assert shown -> 'match' -> 'match' ->> 'id' = zoe.id::text, 'match_page has another match';
  assert shown::text not like '%' || ali.id || '%', 'a page has something of another person';
  assert not (shown - 'export')::text like '%' || zoe.id || '@example.org%', 'a page shows a whole address';

  foreach hash in array array[null, '', repeat('0', 64), zoe.id::text, ali.hash, zoe.new_mailbox, '%'] loop
    assert pg_temp.shown(zoe.id, hash) = '{}', format('%s opens %s', hash, pg_temp.shown(zoe.id, hash));
  end loop;

  -- Another person's id with one's own key.
  assert public.match_page(zoe.id, zoe.hash, ali.id) ->> 'match' is null, 'match_page shows a match of another person';
  assert public.subscriber_export(zoe.id, zoe.hash, ali.id) is null, 'an export by another person''s mail';
  -- The new mailbox's key opens its own page.
  assert public.address_page(zoe.id, 'new', zoe.new_mailbox) is not null, 'the new mailbox''s key does not open its page';
  assert public.address_page(zoe.id, 'new', zoe.hash) is null, 'the old key opens the new mailbox''s page';
end $$;

-- Replacing the key closes every old link; an export is open for a day.
reset role;
update public.deliveries set created_at = now() - interval '25 hours' where id in (select id from people);
update public.subscribers s set link_key_sha256 = p.new_mailbox from people p where p.id = s.id and p.name = 'ali';
set local role anon;
do $$
declare
  zoe people := (select p from people p where name = 'zoe');
  ali people := (select p from people p where name = 'ali');
begin
  assert public.subscriber_export(zoe.id, zoe.hash, zoe.id) is null, 'an export is open after a day';
  assert pg_temp.shown(ali.id, ali.hash) = '{}', 'a replaced key opens something';
end $$;

rollback;
