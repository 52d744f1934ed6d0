FROM alpine:3.22.1
# want warning "earlier HEALTHCHECK"
HEALTHCHECK NONE
# want "earlier ENTRYPOINT"
entrypoint ["/two"]
# want
# want
CMD ["c"]
