FROM alpine:3.22.1 AS build
CMD echo build
FROM alpine:3.22.1
# want info "pass no signals on"
ENTRYPOINT /app --name "a b"
# want error "no valid JSON list"
CMD ['serve', '--port=80']
# want info
CMD serve $PORT
# want info
CMD a && b
