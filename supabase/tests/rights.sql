-- Permissions: read from the catalogue, and tried in the roles of the Data API. Ends with a rollback.
begin;

create function pg_temp.none(p_what text, p_found text[]) returns void language plpgsql as $$
begin
  if cardinality(p_found) > 0 then raise exception '%: %', p_what, array_to_string(p_found, ', '); end if;
end $$;

-- The SQLSTATE with which a statement fails for a role; null = allowed.
create function pg_temp.refused(p_role name, p_statement text) returns text language plpgsql as $$
begin
  execute format('set local role %I', p_role);
  execute p_statement;
  reset role;
  return null;
exception when others then
  -- the exception undoes everything, including the role
  return sqlstate;
end $$;

create temporary view ours as
  select oid, relname as name, relkind as kind, relrowsecurity as secured
  from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f', 'S');
create temporary view functions as
  select oid, proname as name, prosecdef as definer, proconfig as settings, proowner as owner
  from pg_proc where pronamespace = 'public'::regnamespace;
create temporary table browsers as select unnest(array['anon', 'authenticated']) as role;
-- What a page may read with the ingress's key. Each demands the hash of the key in the person's link.
create temporary table readers as select unnest(array[
  'address_page', 'billing_page', 'match_page', 'matches_page', 'subscriber_export', 'subscriber_page', 'verification_page']) as name;

-- The roles themselves.
select pg_temp.none('roles of browsers with more than a role needs', array(
  select rolname::text from pg_roles join browsers on role = rolname
  where rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolcanlogin));
select pg_temp.none('roles that may make something in the schema of the API', array(
  select role from unnest(array['anon', 'authenticated', 'service_role', 'authenticator']) role
  where has_schema_privilege(role, 'public', 'create')));
select pg_temp.none('browsers in the record of migrations', array(
  select role from browsers where has_schema_privilege(role, 'supabase_migrations', 'usage')));

-- Tables, views, sequences.
select pg_temp.none('tables without row level security', array(select name::text from ours where kind in ('r', 'p') and not secured));
select pg_temp.none('policies', array(select tablename || ': ' || policyname from pg_policies where schemaname = 'public'));
select pg_temp.none('rights of browsers on tables', array(
  select format('%s may %s %s', role, privilege, name)
  from browsers, ours, unnest(array['select', 'insert', 'update', 'delete', 'truncate', 'references', 'trigger']) privilege
  where kind <> 'S' and has_table_privilege(role, oid, privilege)));
select pg_temp.none('rights of browsers on columns', array(
  select format('%s may %s %s', role, privilege, name)
  from browsers, ours, unnest(array['select', 'insert', 'update', 'references']) privilege
  where kind <> 'S' and has_any_column_privilege(role, oid, privilege)));
select pg_temp.none('rights of browsers on sequences', array(
  select format('%s may %s %s', role, privilege, name)
  from browsers, ours, unnest(array['usage', 'select', 'update']) privilege
  where kind = 'S' and has_sequence_privilege(role, oid, privilege)));
select pg_temp.none('what the service may not', array(
  select format('%s %s', privilege, name) from ours, unnest(array['select', 'insert', 'update', 'delete']) privilege
  where kind in ('r', 'p') and not has_table_privilege('service_role', oid, privilege)));

-- Functions.
select pg_temp.none('functions open to strangers', array(
  select format('%s: %s', role, f.name) from browsers, functions f
  where has_function_privilege(role, oid, 'execute') and not (role = 'anon' and f.name in (select name from readers))));
select pg_temp.none('read functions closed to the ingress', array(
  select r.name from readers r
  where not exists (select from functions f where f.name = r.name and has_function_privilege('anon', f.oid, 'execute'))));
select pg_temp.none('functions closed to the service', array(
  select name::text from functions where not has_function_privilege('service_role', oid, 'execute')));
select pg_temp.none('functions that run as their owner', array(
  select name::text from functions where definer and name not in (select name from readers)));
select pg_temp.none('functions whose names a caller''s search_path decides', array(
  select name::text from functions where settings is null or not settings @> array['search_path=""']));
select pg_temp.none('functions of another owner than the tables', array(
  select f.name::text from functions f, pg_class c where c.oid = 'public.subscribers'::regclass and f.owner <> c.relowner));

-- What happens when the roles try.
select pg_temp.none('statements that were not refused to browsers', array(
  select format('%s: %s', role, statement)
  from browsers, ours, unnest(array[
    format('select from public.%I limit 1', name), format('insert into public.%I default values', name),
    format('delete from public.%I', name), format('truncate public.%I', name)]) statement
  where kind in ('r', 'p') and pg_temp.refused(role, statement) is distinct from '42501'));
select pg_temp.none('tables that the service cannot read past row level security', array(
  select name::text from ours where kind in ('r', 'p')
    and pg_temp.refused('service_role', format('select from public.%I limit 1', name)) is not null));
select pg_temp.none('statements that were not refused to the service', array(
  select statement from unnest(array[
    'create table public.its_own ()', 'alter table public.subscribers disable row level security',
    'drop function public.masked(text)', 'update supabase_migrations.schema_migrations set name = name']) statement
  where pg_temp.refused('service_role', statement) is distinct from '42501'));

-- Objects of later migrations are closed unless they say otherwise.
create table public.later (id int generated by default as identity);
create function public.later() returns int language sql set search_path = '' as 'select 1';
select pg_temp.none('new things that are open to browsers', array(
  select role from browsers
  where has_table_privilege(role, 'public.later', 'select') or has_function_privilege(role, 'public.later()', 'execute')
     or has_sequence_privilege(role, 'public.later_id_seq', 'usage')));
select pg_temp.none('new things that are closed to the service', array(
  select 'table, sequence or function'
  where not (has_table_privilege('service_role', 'public.later', 'insert')
    and has_function_privilege('service_role', 'public.later()', 'execute'))));

rollback;
