FROM golang:1.25.0 AS build
RUN go build -o /app .
FROM alpine:3.22.1
COPY --from=build /app /app
CMD ["/app"]
