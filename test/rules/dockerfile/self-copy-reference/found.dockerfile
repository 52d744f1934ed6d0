FROM alpine:3.22.1 AS build
FROM alpine:3.22.1 AS app
# want error "the stage it stands in"
COPY --from=App /a /b
# want
COPY --from=1 /a /b
