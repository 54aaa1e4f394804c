-- What operators read about one person and about the database, by the service role. A person's data is read through
-- subscriber_for, which writes an audit line into Postgres' own log: nobody who reads can leave it out or take it back.

create function public.subscriber_for(p_act text, p_who text)
returns public.subscribers
language plpgsql stable set search_path = '' as $$
declare
  v_row public.subscribers;
begin
  if p_who ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select * into v_row from public.subscribers where id = p_who::uuid;
  else
    select * into v_row from public.subscribers where email = lower(btrim(p_who));
  end if;
  -- By id: the address is no matter of logs.
  raise log 'audit: %', jsonb_build_object('audit', true, 'operator', 'key', 'act', p_act, 'subscriber', v_row.id);
  return v_row;
end;
$$;

-- Why a person gets no digest whatever fits; null = nothing is in the way.
create function public.digest_obstacle(s public.subscribers)
returns text
language sql stable set search_path = '' as $$
  select case
    when s.status <> 'active' then 'unsubscribed'
    when exists (select from public.suppressions x where x.mailbox_hash = s.mailbox_hash and x.reason <> 'erased')
      then 'suppressed'
    when s.paused_until > now() then 'paused'
  end;
$$;

-- What a person said about postings, the newest first.
create function public.verdicts_of(s public.subscribers)
returns jsonb
language sql stable set search_path = '' as $$
  select coalesce(jsonb_agg(jsonb_build_object(
    'verdict', v.verdict, 'reason', v.reason, 'at', v.at,
    'posting', jsonb_build_object('occupation', o.occupation, 'company', o.company, 'level', o.level,
                                  'careerPaths', o.career_paths)) order by v.at desc, v.match_id), '[]')
  from (
    select * from public.verdicts where subscriber_id = s.id and at > coalesce(s.taste_reset_at, '-infinity')
    order by at desc limit 100
  ) v
  join public.matches m on m.id = v.match_id join public.postings o on o.id = m.posting_id;
$$;

-- All of a person that ranking needs.
create function public.digest_facts(s public.subscribers)
returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'subscriberId', s.id, 'tier', s.tier, 'cadence', s.cadence, 'timeZone', s.time_zone, 'locale', s.locale,
    'wishes', s.wishes, 'excludedCompanies', s.excluded_companies, 'minScore', s.min_score,
    'verdicts', public.verdicts_of(s),
    'matchedBefore', (select coalesce(jsonb_agg(m.posting_id), '[]') from public.matches m where m.subscriber_id = s.id));
$$;

-- As before; what it reads of a person is what a dry run reads.
create or replace function public.begin_matching(p_subscribers uuid[], p_period text default null)
returns jsonb
language plpgsql set search_path = '' as $$
declare
  v_skipped jsonb;
begin
  if p_period is not null then
    insert into public.deliveries (subscriber_id, kind, period, status)
    select s.id, 'digest', p_period, 'planned' from public.subscribers s
    where s.id = any (p_subscribers) and s.status = 'active'
    on conflict do nothing;
  end if;
  with why as (
    select d.id, coalesce(public.digest_obstacle(s), case when d.created_at < now() - interval '3 days' then 'too_late' end) as reason
    from public.owed_digests(p_subscribers) d join public.subscribers s on s.id = d.subscriber_id
  ), ended as (
    update public.deliveries d set status = 'skipped', reason = why.reason, settled_at = now()
    from why where d.id = why.id and why.reason is not null and d.status = 'planned' returning d.reason
  )
  select jsonb_object_agg(reason, count) into v_skipped
  from (select reason, count(*) from ended group by reason) counted;
  return jsonb_build_object('skipped', coalesce(v_skipped, '{}'), 'digests', (
    select coalesce(jsonb_agg(public.digest_facts(s) || jsonb_build_object(
      'deliveryId', d.id, 'period', d.period, 'progressId', d.progress_id)), '[]')
    from public.owed_digests(p_subscribers) d join public.subscribers s on s.id = d.subscriber_id));
end;
$$;

-- What `ops digest --dry-run` begins with. Null = there is no such person.
-- `owed`: the digest that is promised and not filled. `periods`: what became of the last ones, by period.
create function public.operator_digest(p_who text)
returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_row public.subscribers := public.subscriber_for('digest --dry-run', p_who);
begin
  if v_row.id is null then
    return null;
  end if;
  return public.digest_facts(v_row) || jsonb_build_object(
    'status', v_row.status, 'nextDigestAt', v_row.next_digest_at, 'welcomeUntil', v_row.welcome_until, 'obstacle', public.digest_obstacle(v_row),
    'owed', (select jsonb_build_object('deliveryId', d.id, 'period', d.period, 'progressId', d.progress_id,
                                       'tooLate', d.created_at < now() - interval '3 days')
      from public.owed_digests(array[v_row.id]) d order by d.created_at limit 1),
    'periods', (select coalesce(jsonb_object_agg(d.period, d.status), '{}') from (
      select period, status from public.deliveries where subscriber_id = v_row.id and kind = 'digest'
      order by created_at desc limit 20) d));
end;
$$;

-- What `ops subscriber show` tells. Null = there is no such person.
create function public.operator_subscriber(p_who text)
returns jsonb
language plpgsql stable set search_path = '' as $$
declare
  v_row public.subscribers := public.subscriber_for('subscriber show', p_who);
begin
  if v_row.id is null then
    return null;
  end if;
  return jsonb_build_object(
    'id', v_row.id, 'email', v_row.email, 'name', v_row.name, 'status', v_row.status, 'tier', v_row.tier,
    'locale', v_row.locale, 'cadence', v_row.cadence, 'timeZone', v_row.time_zone, 'wishes', v_row.wishes,
    'excludedCompanies', v_row.excluded_companies, 'minScore', v_row.min_score, 'stillLooking', v_row.still_looking,
    'createdAt', v_row.created_at, 'verifiedAt', v_row.verified_at, 'unsubscribedAt', v_row.unsubscribed_at,
    'pausedUntil', v_row.paused_until, 'welcomeUntil', v_row.welcome_until, 'nextDigestAt', v_row.next_digest_at,
    'lastSignAt', v_row.last_sign_at, 'linkKeyAt', v_row.link_key_at, 'linkKeySealed', v_row.link_key_sealed,
    'obstacle', public.digest_obstacle(v_row), 'verdicts', public.verdicts_of(v_row),
    'suppression', (select jsonb_build_object('reason', x.reason, 'at', x.created_at)
      from public.suppressions x where x.mailbox_hash = v_row.mailbox_hash),
    'addressChange', (select max(a.requested_at) from public.address_changes a
      where a.subscriber_id = v_row.id and a.applied_at is null and a.expires_at > now()),
    'consents', (select coalesce(jsonb_agg(jsonb_build_object('wording', c.wording, 'givenAt', c.given_at,
        'confirmedAt', c.confirmed_at, 'withdrawnAt', c.withdrawn_at) order by c.given_at desc), '[]')
      from public.consents c where c.subscriber_id = v_row.id),
    'deliveries', (select coalesce(jsonb_agg(jsonb_build_object(
        'id', d.id, 'kind', d.kind, 'period', d.period, 'status', d.status, 'reason', d.reason, 'fate', d.fate,
        'createdAt', d.created_at, 'settledAt', d.settled_at, 'providerId', d.provider_id, 'requestId', d.request_id,
        'postings', (select count(*) from public.matches m where m.delivery_id = d.id)) order by d.created_at desc), '[]')
      from (select * from public.deliveries where subscriber_id = v_row.id order by created_at desc limit 10) d));
end;
$$;

-- What `ops doctor` asks of the database: what it should not be is listed, and is empty where all is well.
create function public.operator_health()
returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'now', clock_timestamp(), 'version', current_setting('server_version'),
    'bytes', pg_catalog.pg_database_size(pg_catalog.current_database()),
    'migrations', (select coalesce(jsonb_agg(m.version order by m.version), '[]') from supabase_migrations.schema_migrations m),
    'unsecured', (select coalesce(jsonb_agg(c.relname order by c.relname), '[]') from pg_catalog.pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relrowsecurity),
    'policies', (select coalesce(jsonb_agg(p.tablename || '.' || p.policyname order by 1), '[]')
      from pg_catalog.pg_policies p where p.schemaname = 'public'),
    'openTables', (select coalesce(jsonb_agg(distinct r.role || ' ' || c.relname), '[]')
      from pg_catalog.pg_class c, (values ('anon'), ('authenticated')) r(role),
           unnest(array['select', 'insert', 'update', 'delete', 'truncate']) privilege
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f')
        and pg_catalog.has_table_privilege(r.role, c.oid, privilege)),
    -- definer: runs with the rights of its owner
    'openFunctions', (select coalesce(jsonb_agg(jsonb_build_object('role', r.role, 'name', f.proname, 'definer', f.prosecdef)
        order by f.proname, r.role), '[]')
      from pg_catalog.pg_proc f, (values ('anon'), ('authenticated')) r(role)
      where f.pronamespace = 'public'::regnamespace and pg_catalog.has_function_privilege(r.role, f.oid, 'execute')),
    'webhooks', jsonb_build_object(
      'newest', (select max(e.received_at) from public.webhook_events e where e.source = 'resend'),
      'waiting', (select count(*) from (select from public.webhook_events e
        where e.processed_at is null and e.received_at between now() - interval '7 days' and now() - interval '10 minutes'
        limit 1000) w)),
    -- long enough ago for its events to have come
    'newestSent', (select max(b.created_at) from public.email_batches b where b.status = 'sent'
      and b.created_at < now() - interval '15 minutes'));
$$;

-- The last failure of a job, also when Redis has long forgotten it. Null = it has not failed for good.
create function public.dead_letter(p_queue text, p_job text)
returns jsonb
language sql stable set search_path = '' as $$
  select jsonb_build_object(
    'payload', l.payload, 'requestId', l.request_id, 'error', l.error, 'stack', l.stack, 'attempts', l.attempts,
    'failedAt', l.failed_at, 'redrivenAt', l.redriven_at, 'redrivenBy', l.redriven_by)
  from public.dead_letters l
  where l.ids @> array[lower(p_job)] and l.queue = p_queue and l.job_id = p_job
  order by l.failed_at desc limit 1;
$$;
