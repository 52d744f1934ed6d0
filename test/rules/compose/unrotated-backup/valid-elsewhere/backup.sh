#!/bin/bash
set -euo pipefail
pg_dump -h db shop > "/backups/shop-$(date +%F).sql"
ls -t /backups/*.sql | tail -n +8 | xargs -r rm
