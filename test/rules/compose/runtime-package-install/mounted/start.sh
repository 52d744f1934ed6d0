#!/bin/sh
apk add curl # want "with apk whenever it starts:"
exec crond -f
