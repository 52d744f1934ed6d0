set -e
psql -h db -f /backups/shop.sql shop # want "goes on after statements that fail and still ends with 0. Add"
