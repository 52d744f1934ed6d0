FROM alpine:3.22.1 AS build
USER root
FROM alpine:3.22.1
USER root
RUN apk add --no-cache curl
USER 1000:0
