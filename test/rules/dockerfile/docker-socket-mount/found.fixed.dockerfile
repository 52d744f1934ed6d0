FROM alpine:3.22.1
# want warning
# want
VOLUME ["/data", "/var/run/docker.sock"]
