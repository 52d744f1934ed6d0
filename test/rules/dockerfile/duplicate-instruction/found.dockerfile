FROM alpine:3.22.1
HEALTHCHECK --interval=5s \
    CMD true
ENTRYPOINT ["/one"]
CMD ["a"]
# want warning "earlier HEALTHCHECK"
HEALTHCHECK NONE
# want "earlier ENTRYPOINT"
entrypoint ["/two"]
# want
CMD ["b"]
# want
CMD ["c"]
