#!/bin/sh -e
pg_dump -h db -f /backups/shop.sql shop # want
# holdfast-ignore compose/discarded-backup-error -- the roles are in the manifest too
pg_dumpall -h db --globals-only \
  2>/dev/null > /backups/roles.sql
pg_dump -h db -f /backups/users.sql users 2>/dev/null # holdfast-ignore compose/discarded-backup-error -- empty
