#!/bin/bash -e
# Nobody runs what stands in lib.sh.
set -o pipefail
. /etc/profile

for name in shop users; do
  pg_dump -h db "$name" | # want warning "passes for a backup. Set pipefail"
    gzip > "/backups/$name.sql.gz"
done
