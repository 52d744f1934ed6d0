FROM debian:12.11
ENV PIP_NO_CACHE_DIR=1
RUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*
RUN apt-get update && apt-get install -y curl && rm -rf /tmp/* /var/lib/apt/lists
RUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && apt-get install -y git
RUN --mount=type=tmpfs,target=/var/lib/apt/lists apt-get update && apt-get install -y git
RUN pip install requests
RUN apk add --no-cache curl && apk --no-cache add git && apk add vim && rm -rf /var/cache/apk/*
RUN dnf install -y git && dnf clean all
RUN yum install -y git && rm -rf /var/cache/yum
RUN zypper -n in git && zypper clean
RUN --mount=type=cache,target=/root/.cache/yarn,id=yarn yarn install
RUN yarn install && yarn cache clean
RUN yarn build
RUN apt-get update && apt-get install -y git && find /var/lib/apt/lists -mindepth 1 -delete
RUN yarn --version && yarn -v
