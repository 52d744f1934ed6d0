FROM debian:12.11
RUN curl -fsSL https://example.com/a.tgz | tar -xz
RUN curl https://example.com/a.json | python3 -m json.tool
RUN curl https://example.com/a.json | python -c 'import json' && curl -s x | jq .
RUN curl -fsSLo x.sh https://example.com/x && sha256sum -c x.sha256 && sh x.sh
RUN echo hi | sh
RUN curl https://example.com/key | gpg --dearmor > /k && bash build.sh
RUN VERSION="$(curl -s https://example.com/version)" && echo "$VERSION"
RUN curl -fsSL -o /usr/local/bin/tool https://example.com/tool | bash
RUN curl -fsSLO https://example.com/tool | bash
