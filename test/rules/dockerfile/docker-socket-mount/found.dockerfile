FROM alpine:3.22.1
# want warning
VOLUME /var/run/docker.sock
# want
VOLUME ["/data", "/var/run/docker.sock"]
