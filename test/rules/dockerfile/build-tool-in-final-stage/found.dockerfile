FROM golang:1.25.0 AS build
RUN apt-get update && apt-get install -y make gcc
FROM alpine:3.22.1
RUN apk add --no-cache curl \
    # want info "gcc, musl-dev"
    gcc musl-dev
CMD ["/app"]
