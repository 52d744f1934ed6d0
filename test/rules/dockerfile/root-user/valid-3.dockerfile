FROM debian:12.11
USER root
ENTRYPOINT ["gosu", "app", "/app"]
