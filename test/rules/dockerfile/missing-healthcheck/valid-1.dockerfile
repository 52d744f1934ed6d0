FROM alpine:3.22.1 AS base
HEALTHCHECK NONE
FROM base
CMD ["sleep", "1"]
