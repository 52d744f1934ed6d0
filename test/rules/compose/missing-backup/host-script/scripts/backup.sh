#!/bin/sh
set -eu
for database in shop users; do
  docker compose exec -T db pg_dump -U app "$database" | gzip > "backups/$database.sql.gz"
done
