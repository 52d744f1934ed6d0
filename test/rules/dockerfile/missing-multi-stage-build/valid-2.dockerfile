FROM alpine:3.22.1
RUN apk add --no-cache --virtual .build gcc && gcc a.c && apk del .build
CMD ["/app"]
