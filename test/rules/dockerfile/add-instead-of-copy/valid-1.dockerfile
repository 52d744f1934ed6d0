FROM alpine:3.22.1
ADD rootfs.tar.gz /
ADD app.tgz /opt/
ADD https://example.com/a.conf /etc/
ADD https://github.com/moby/buildkit.git#v0.14.1 /src
ADD git@github.com:moby/buildkit.git /src
ADD --checksum=sha256:aa x /x
COPY app.conf /etc/app/
ADD <<ONE /etc/one
text
ONE
