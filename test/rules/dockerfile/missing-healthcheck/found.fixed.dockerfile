FROM golang:1.25.0 AS build
HEALTHCHECK CMD true
# want info "no HEALTHCHECK"
FROM alpine:3.22.1
EXPOSE 53/udp 8080/tcp
HEALTHCHECK --start-period=30s CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"]
ENTRYPOINT ["/app"]
CMD ["serve"]
