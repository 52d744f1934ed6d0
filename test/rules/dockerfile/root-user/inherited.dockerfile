FROM alpine:3.22.1 AS base
# want
USER root
FROM base
CMD ["sleep", "1"]
