FROM debian:12.11
# want info "rm -rf /var/lib/apt/lists/*"
RUN apt-get update && apt-get install -y curl && apt-get clean
RUN set -eux; \
    apt-get update; \
    # want
    apt-get install -y git
# want "--no-cache-dir"
RUN pip install --upgrade pip
# want
RUN python3 -m pip install -r requirements.txt
# want
RUN ["pip3", "install", "requests"]
# want
RUN apk add --update curl
# want "dnf clean all"
RUN dnf install -y git && dnf install -y vim
# want
RUN yarn install --frozen-lockfile
# want
RUN zypper -n in git
