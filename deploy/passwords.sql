-- Runs once, when the database is made: local/supabase.sql has made the roles, here they get their passwords.
\getenv postgres OWNER_PASSWORD
\getenv authenticator AUTHENTICATOR_PASSWORD
alter role postgres password :'postgres';
alter role authenticator password :'authenticator';
