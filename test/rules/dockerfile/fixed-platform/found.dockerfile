# want hint "linux/amd64"
FROM --platform=linux/amd64 alpine:3.22.1 AS build
