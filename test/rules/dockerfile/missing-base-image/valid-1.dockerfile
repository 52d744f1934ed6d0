# syntax=docker/dockerfile:1

# a comment
ARG VERSION=3.22.1
arg OTHER
from alpine:${VERSION}
