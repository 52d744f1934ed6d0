FROM debian:12.11
RUN apt-get install -y --no-install-recommends curl && apt-get --no-install-recommends install git
RUN ["apt-get", "apt::install-recommends=false", "install", "apt-utils"]
RUN apt-get -o APT::Install-Recommends=false install -y curl
RUN apk add curl && apt-get remove git
RUN apt-get install -y apt::install-recommends=false git && apt-get install -y --option=APT::Install-Recommends=0 curl
