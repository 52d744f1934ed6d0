FROM alpine:3.22.1 AS base
ENTRYPOINT ["/one"]
CMD ["a"]
ONBUILD CMD ["later"]
FROM base
ENTRYPOINT ["/two"]
CMD ["b"]
HEALTHCHECK NONE
