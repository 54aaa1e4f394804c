#!/bin/sh
# keys.sh >> .env: what docker-compose.yml needs beside `ops secrets`: passwords of its own services, and the two keys of
# the Data API. Needs openssl alone.
set -eu
random() { openssl rand -hex 32; }
base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
secret=$(random)
issued=$(date +%s)

# The key of a role: a token that PostgREST trusts for ten years.
key() {
  text=$(printf '{"alg":"HS256","typ":"JWT"}' | base64url)
  text=$text.$(printf '{"iss":"jobping","role":"%s","iat":%s,"exp":%s}' "$1" "$issued" "$((issued + 315360000))" | base64url)
  printf '%s.%s' "$text" "$(printf %s "$text" | openssl dgst -sha256 -hmac "$secret" -binary | base64url)"
}

cat <<ENV
REDIS_PASSWORD=$(random)
POSTGRES_PASSWORD=$(random)
POSTGRES_ADMIN_PASSWORD=$(random)
AUTHENTICATOR_PASSWORD=$(random)
GRAFANA_PASSWORD=$(random)
SUPABASE_JWT_SECRET=$secret
SUPABASE_ANON_KEY=$(key anon)
SUPABASE_SERVICE_ROLE_KEY=$(key service_role)
ENV
