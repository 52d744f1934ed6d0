FROM debian:12.11
RUN curl -fsSL https://example.com/a -o k && curl -o -k https://example.com/a
RUN curl -H "x: -k" https://example.com && wget -q https://example.com
RUN pip install --trusted-host nexus -i http://nexus/simple requests
RUN npm config set strict-ssl true && git config --global http.sslVerify true
ENV NODE_TLS_REJECT_UNAUTHORIZED=1
RUN tar -k -xf a && sort -k 2 a
RUN curl -fSL -k -o /tmp/a.tgz https://example.com/a.tgz && echo "e2193a63  /tmp/a.tgz" | sha256sum -c - && tar xzf /tmp/a.tgz
ENV PIP_TRUSTED_HOST=nexus
RUN dnf install -y --setopt=sslverify=true git && rpm -qa && apk add --no-cache git
