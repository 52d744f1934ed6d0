# want hint "linux/amd64"
FROM alpine:3.22.1 AS build
