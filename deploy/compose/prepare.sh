#!/bin/sh
# Makes the secrets and, if there is none, a certificate for this machine that browsers do not trust. Run it once.
set -eu
cd "$(dirname "$0")"
umask 077
mkdir -p secrets tls

secret() {
  [ -s "secrets/$1" ] || openssl rand -hex 32 >"secrets/$1"
}
secret postgres_password
secret jwt_secret
secret encryption_key
[ -s secrets/database_url ] ||
  printf 'postgresql://clientela:%s@postgres:5432/clientela\n' "$(cat secrets/postgres_password)" >secrets/database_url
# The users of the containers read them. The folder keeps other users of this machine out.
chmod 644 secrets/*

if [ ! -s tls/certificate.pem ]; then
  openssl req -x509 -newkey rsa:2048 -nodes -days 365 -subj "/CN=${1:-localhost}" \
    -addext "subjectAltName=DNS:${1:-localhost}" -keyout tls/key.pem -out tls/certificate.pem 2>/dev/null
fi
echo 'Secrets and certificate are there. Keep copies of secrets/ with your backups.'
