FROM debian:12.11 AS build
# want hint
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
FROM debian:12.11 AS base
# want info
RUN apt-get update && apt-get install -y curl
FROM base
# want hint "lists that an earlier layer keeps"
RUN apt-get install -y git
# want info
RUN add-apt-repository -y ppa:git-core/ppa && apt-get install -y git-lfs && rm -rf /var/lib/apt/lists/*
RUN if [ "$OLD" = 1 ]; then apt-get install -y php5; else \
    apt-get update; \
    # want info
    apt-get install -y php8 php-cli; fi \
    && rm -rf /var/lib/apt/lists/*
