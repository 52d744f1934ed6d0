ARG VERSION=3.22.1
# want error "RUN stands in front"
RUN echo ready
LABEL a=b
FROM alpine:${VERSION}
