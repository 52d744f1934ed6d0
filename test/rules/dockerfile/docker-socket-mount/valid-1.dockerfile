FROM alpine:3.22.1
VOLUME /data /var/run/docker
