FROM debian:12.11 AS build
# want hint
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
FROM debian:12.11 AS base
# want info
RUN apt-get update && apt-get install -y curl
FROM base
# want
RUN apt-get install -y git && rm -rf /var/lib/apt/lists/*
