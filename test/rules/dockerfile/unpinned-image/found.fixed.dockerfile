ARG BASE=registry.example.com/base:VERSION
ARG VERSION=latest
# want warning "has no tag"
FROM registry.example.com/shop/node:VERSION AS build
# want "moves"
FROM --platform=$BUILDPLATFORM registry.example.com/shop/node:VERSION
# want
FROM ${BASE}
# want
FROM registry.example.com/shop:$VERSION
# want
COPY --from=registry.example.com/tools/uv:VERSION /uv /bin/
# want
RUN --mount=type=bind,from=registry.example.com/tools/go:VERSION,target=/go true
