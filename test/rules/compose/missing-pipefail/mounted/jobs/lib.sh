pg_dump -h db shop | gzip > /backups/shop.sql.gz
