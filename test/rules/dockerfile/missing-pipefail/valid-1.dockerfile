FROM debian:12.11 AS base
RUN set -o pipefail && curl https://example.com | tar -xz
RUN ["sh", "-c", "a | b"]
RUN echo "deb x" | tee /etc/apt/sources.list.d/x.list
RUN pwsh SOME_CMD | SOME_OTHER_CMD
RUN a || b
RUN php -m | grep -q zip
SHELL ["/bin/bash", "-eo", "pipefail", "-c"]
RUN curl https://example.com | tar -xz
FROM base
RUN curl https://example.com | tar -xz
