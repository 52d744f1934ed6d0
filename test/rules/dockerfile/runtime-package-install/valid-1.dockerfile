FROM alpine:3.22.1 AS build
CMD apk add curl
FROM alpine:3.22.1
RUN apk add --no-cache curl
CMD ["npm", "run", "start"]
ENTRYPOINT ["/entrypoint.sh"]
