ARG BASE=debian:12.11
# want hint
FROM node:22.18.0 AS build
# want
FROM ${BASE}
