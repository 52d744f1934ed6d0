FROM alpine:3.22.1 AS base
USER 10001
FROM base
CMD ["sleep", "1"]
