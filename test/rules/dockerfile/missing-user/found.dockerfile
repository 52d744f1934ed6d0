FROM golang:1.25.0 AS build
USER nobody
FROM build AS final
FROM debian:12.11 AS base
EXPOSE 80
# want warning "runs as root"
FROM base
COPY --from=build /app /app
ENTRYPOINT ["/app"]
CMD ["serve"]
