#!/bin/sh
set -eu
while true; do
  FILE="/backups/shop-$(date +%F).sql"
  pg_dump -h db shop > $FILE.part; mv $FILE.part $FILE # want "writes straight to the final name: what"
  pg_dumpall -h db --globals-only > /backups/roles.sql.part; mv /backups/roles.sql.part /backups/roles.sql # want
  sleep 86400
done
