#!/bin/sh
set -eu
while true; do
  pg_dump -h db shop > "/backups/shop-$(date +%F).sql" # want "writes straight to the final name: what"
  pg_dumpall -h db --globals-only > /backups/roles.sql # want
  sleep 86400
done
