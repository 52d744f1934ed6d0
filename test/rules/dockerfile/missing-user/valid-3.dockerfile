FROM alpine:3.22.1
RUN apk add --no-cache su-exec
ENTRYPOINT ["/entrypoint"]
