FROM alpine:3.22.1 AS builder
FROM scratch AS final
COPY --from=Builder /a /b
COPY --from=0 /a /b
COPY --from=nginx /a /b
COPY --from=buildr:1 /a /b
COPY --from=${STAGE} /a /b
