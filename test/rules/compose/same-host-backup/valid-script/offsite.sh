#!/bin/sh
rsync -a backups/ nas.example.com:/backups/
