FROM alpine:3.22.1
LABEL maintainer="ada@example.com"
