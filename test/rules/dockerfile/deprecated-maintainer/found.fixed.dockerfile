FROM alpine:3.22.1
# want hint
LABEL org.opencontainers.image.authors="Ada Lovelace <ada@example.com>"
# want
LABEL org.opencontainers.image.authors="ada@example.com"
