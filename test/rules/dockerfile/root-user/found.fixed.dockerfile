FROM alpine:3.22.1 AS base
USER app
FROM base
USER app:app
# want warning "USER 0:0"
USER app:app
CMD ["sleep", "1"]
