#!/bin/sh
# Alertmanager reads no environment variables: this writes its whole configuration to stdout, made of
# alertmanager.yml and a receiver from the environment.
#   alertmanager.sh > /tmp/alertmanager.yml && exec alertmanager --config.file=/tmp/alertmanager.yml
#
# ALERT_WEBHOOK_URL or ALERT_WEBHOOK_URL_FILE     posts Alertmanager's JSON there (PagerDuty, a chat's bridge)
# ALERT_WEBHOOK_TOKEN_FILE                        its bearer token, if it wants one
# ALERT_MAIL_TO                                   sends mails, instead or as well; not through Resend, which is watched
# ALERT_MAIL_FROM, ALERT_SMTP (host:port), ALERT_SMTP_USER, ALERT_SMTP_PASSWORD_FILE
set -eu

# Quotes a value for YAML with single quotes, in which only the quote itself is special.
quoted() {
  printf "'%s'" "$(printf %s "$1" | sed "s/'/''/g")"
}

url=${ALERT_WEBHOOK_URL:-}
if [ -n "${ALERT_WEBHOOK_URL_FILE:-}" ]; then url=$(cat "$ALERT_WEBHOOK_URL_FILE"); fi

if [ -z "$url" ] && [ -z "${ALERT_MAIL_TO:-}" ]; then
  echo "Nobody would be told: set ALERT_WEBHOOK_URL, ALERT_WEBHOOK_URL_FILE or ALERT_MAIL_TO." >&2
  exit 1
fi

cat "$(dirname "$0")/alertmanager.yml"

if [ -n "$url" ]; then
  echo "    webhook_configs:"
  echo "      - url: $(quoted "$url")"
  if [ -n "${ALERT_WEBHOOK_TOKEN_FILE:-}" ]; then
    echo "        http_config: { authorization: { credentials_file: $(quoted "$ALERT_WEBHOOK_TOKEN_FILE") } }"
  fi
fi

if [ -n "${ALERT_MAIL_TO:-}" ]; then
  : "${ALERT_SMTP:?is not set: host:port of a mail server}" "${ALERT_MAIL_FROM:?is not set: the sender of alerts}"
  echo "    email_configs:"
  echo "      - to: $(quoted "$ALERT_MAIL_TO")"
  echo "        from: $(quoted "$ALERT_MAIL_FROM")"
  echo "        smarthost: $(quoted "$ALERT_SMTP")"
  echo "        send_resolved: true"
  if [ -n "${ALERT_SMTP_USER:-}" ]; then
    echo "        auth_username: $(quoted "$ALERT_SMTP_USER")"
    echo "        auth_password_file: $(quoted "${ALERT_SMTP_PASSWORD_FILE:?is not set, though ALERT_SMTP_USER is}")"
  fi
fi
