#!/bin/sh
# What the day before left.

mkdir -p /backups/old # want "goes on after a command that failed. Begin"
mv /backups/shop.sql /backups/old
pg_dump -h db -f /backups/shop.sql shop || exit 1
chown -R 1000 /backups
