ARG BASE
ARG NODE=22.18.0
FROM node:${NODE}-alpine AS build
FROM scratch AS empty
FROM Build AS test
FROM ${BASE}
FROM ${OTHER:-alpine:3.22.1}
FROM alpine@sha256:4bcff63911fcb4448bd4fdacec207030997caf25e9bea4045fa6c8c44de311d1
COPY --from=build /a /b
COPY --from=0 /a /b
COPY --from=assets /a /b
COPY --from=golang:1.25.0 /a /b
