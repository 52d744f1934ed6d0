#!/bin/sh
apk add curl
exec crond -f
