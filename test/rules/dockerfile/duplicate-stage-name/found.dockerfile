FROM alpine:3.22.1 AS build
# want warning "is called"
FROM debian:12.11 as BUILD
FROM scratch
COPY --from=build /a /b
