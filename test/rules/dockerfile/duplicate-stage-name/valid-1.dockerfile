FROM alpine:3.22.1 AS build
FROM build AS test
FROM build
FROM build
