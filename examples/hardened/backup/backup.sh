#!/bin/sh
# Dumps every data set, proves that the dumps can be read, copies them off this machine and reports the success.
# Restore: `restic restore latest --target /work/restore`, then pg_restore --clean --dbname=shop, a copied dump.rdb,
# a copied grafana.db, and the snapshot folder moved over an empty Prometheus data folder.
set -euo pipefail

work=/work
stamp=$(date -u +%Y%m%dT%H%M%SZ)
started=$(date +%s)

exec 9> "$work/lock"
if ! flock -n 9; then
  echo "backup: another run has not ended yet" >&2
  exit 1
fi

PGPASSWORD=$(cat /run/secrets/postgres_password)
RESTIC_REST_PASSWORD=$(cat /run/secrets/restic_server_password)
export PGPASSWORD RESTIC_REST_PASSWORD

echo "backup: PostgreSQL"
pg_dump --host=postgres --username=shop --format=custom --file="$work/shop-$stamp.dump.part" shop
pg_restore --list "$work/shop-$stamp.dump.part" > /dev/null
mv "$work/shop-$stamp.dump.part" "$work/shop-$stamp.dump"
pg_dumpall --host=postgres --username=shop --globals-only --file="$work/roles-$stamp.sql.part"
mv "$work/roles-$stamp.sql.part" "$work/roles-$stamp.sql"

echo "backup: Redis"
redis-cli -h redis --rdb "$work/redis-$stamp.rdb.part"
redis-check-rdb "$work/redis-$stamp.rdb.part" > /dev/null
mv "$work/redis-$stamp.rdb.part" "$work/redis-$stamp.rdb"

echo "backup: Grafana"
sqlite3 "file:/data/grafana/grafana.db?mode=ro" ".backup '$work/grafana-$stamp.db.part'"
test "$(sqlite3 "$work/grafana-$stamp.db.part" 'pragma integrity_check')" = ok
mv "$work/grafana-$stamp.db.part" "$work/grafana-$stamp.db"

echo "backup: Prometheus"
snapshot=$(curl --fail --silent --show-error --max-time 300 --request POST \
  http://prometheus:9090/api/v1/admin/tsdb/snapshot | jq --exit-status --raw-output .data.name)

restic backup --host tide-01 --exclude "$work/cache" --exclude "$work/lock" \
  "$work" /data/alertmanager "/data/prometheus/snapshots/$snapshot"
restic forget --host tide-01 --keep-daily 14 --keep-weekly 8 --keep-monthly 12 --prune
restic check --read-data-subset=2%

rm -r "/data/prometheus/snapshots/${snapshot:?}"
find "$work" -maxdepth 1 -type f -name '*-*Z.*' -mtime +2 -delete

ended=$(date +%s)
curl --fail --silent --show-error --max-time 30 --data-binary @- http://pushgateway:9091/metrics/job/backup << METRICS
# TYPE backup_last_success_timestamp_seconds gauge
backup_last_success_timestamp_seconds $ended
# TYPE backup_duration_seconds gauge
backup_duration_seconds $((ended - started))
METRICS
echo "backup: done in $((ended - started)) s"
