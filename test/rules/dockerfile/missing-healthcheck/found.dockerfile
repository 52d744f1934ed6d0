FROM golang:1.25.0 AS build
HEALTHCHECK CMD true
# want info "no HEALTHCHECK"
FROM alpine:3.22.1
EXPOSE 53/udp 8080/tcp
ENTRYPOINT ["/app"]
CMD ["serve"]
