ARG BASE=debian:12.11@sha256:DIGEST
# want hint
FROM node:22.18.0@sha256:DIGEST AS build
# want
FROM ${BASE}
