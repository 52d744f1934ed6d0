FROM alpine:3.22.1
# want warning "not verified"
ADD --checksum=sha256:CHECKSUM https://example.com/tool /usr/local/bin/tool
# want "plain HTTP"
ADD --checksum=sha256:CHECKSUM --chown=1:1 http://example.com/tool /usr/local/bin/tool
# want
ADD --checksum=sha256:CHECKSUM ["https://example.com/a b", "/srv/"]
# want
ADD https://example.com/a https://example.com/b /srv/
