FROM debian:12.11
USER root
CMD ["/usr/bin/supervisord", "-n"]
