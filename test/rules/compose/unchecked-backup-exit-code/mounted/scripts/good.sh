#!/bin/sh -e
pg_dump -h db shop > /backups/shop.sql
echo done
