FROM alpine:3.22.1 AS app
FROM alpine:3.22.1 AS app
COPY --from=app /a /b
COPY --from=0 /a /b
COPY --from=app-image:1 /a /b
COPY app /b
