FROM alpine:3.22.1
ENTRYPOINT ["/app"]
CMD [ "a", \
  "b" ]
HEALTHCHECK CMD wget -q localhost
ONBUILD CMD echo later
CMD exec serve --port "$PORT"
