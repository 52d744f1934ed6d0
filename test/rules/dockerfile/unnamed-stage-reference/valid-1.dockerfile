FROM alpine:3.22.1 AS build
FROM scratch
COPY --from=0 /a /b
COPY --from=build /a /b
COPY --from=5 /a /b
