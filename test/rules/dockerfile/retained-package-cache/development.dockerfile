FROM debian:12.11 AS base
# want info
RUN apt-get update && apt-get install -y curl

FROM base AS dev-envs
# want hint
RUN apt-get update && apt-get install -y git
