FROM --platform=$BUILDPLATFORM alpine:3.22.1 AS build
FROM --platform=linux/arm64 alpine:3.22.1 AS build-arm64
FROM alpine:3.22.1
