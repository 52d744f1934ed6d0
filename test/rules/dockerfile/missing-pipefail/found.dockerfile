FROM alpine:3.22.1
RUN apk add --no-cache curl
# want info "curl"
RUN curl -fsSL https://example.com/a.tgz | tar -xz
# want
RUN wget -qO- https://example.com/a.tgz | tar -xz
FROM scratch
RUN cat a && \
    # want
    cat b | sort
