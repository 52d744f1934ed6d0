FROM alpine:3.22.1
# want warning "not verified"
ADD https://example.com/tool /usr/local/bin/tool
# want "plain HTTP"
ADD --chown=1:1 http://example.com/tool /usr/local/bin/tool
# want
ADD ["https://example.com/a b", "/srv/"]
# want
ADD https://example.com/a https://example.com/b /srv/
