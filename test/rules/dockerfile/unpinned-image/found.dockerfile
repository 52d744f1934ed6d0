ARG BASE=registry.example.com/base
ARG VERSION=latest
# want warning "has no tag"
FROM registry.example.com/shop/node AS build
# want "moves"
FROM --platform=$BUILDPLATFORM registry.example.com/shop/node:latest
# want
FROM ${BASE}
# want
FROM registry.example.com/shop:$VERSION
# want
COPY --from=registry.example.com/tools/uv /uv /bin/
# want
RUN --mount=type=bind,from=registry.example.com/tools/go:latest,target=/go true
