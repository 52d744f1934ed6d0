#!/bin/sh
tar -cf "$BACKUP_FOLDER/a.tar" /data
