FROM debian:12.11
# want info "rm -rf /var/lib/apt/lists/*"
RUN apt-get update && apt-get install -y curl && apt-get clean && rm -rf /var/lib/apt/lists/*
RUN set -eux; \
    apt-get update; \
    # want
    apt-get install -y git \
    && rm -rf /var/lib/apt/lists/*
# want "--no-cache-dir"
RUN pip install --no-cache-dir --upgrade pip
# want
RUN python3 -m pip install --no-cache-dir -r requirements.txt
# want
RUN ["pip3", "install", "--no-cache-dir", "requests"]
# want
RUN apk add --no-cache --update curl
# want "dnf clean all"
RUN dnf install -y git && dnf install -y vim && dnf clean all
# want
RUN yarn install --frozen-lockfile && yarn cache clean
# want
RUN zypper -n in git && zypper clean --all
