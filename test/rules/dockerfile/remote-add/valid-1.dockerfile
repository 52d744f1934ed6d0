FROM alpine:3.22.1
ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.com/tool /tool
ADD https://github.com/moby/buildkit.git#v0.14.1 /src
ADD app.conf /etc/
COPY https://example.com/x /y
