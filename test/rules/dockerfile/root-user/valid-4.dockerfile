FROM untergeek/curator:8.0.21
USER root
ENTRYPOINT ["crond"]
CMD ["-f", "-d8"]
