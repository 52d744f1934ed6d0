#!/bin/sh
set -e
gzip -t /srv/backups/*.gz
