#!/bin/sh
# Every night.
pg_dump -h db shop > /backups/shop.sql # want "Nobody notices"
echo done
