FROM alpine:3.22.1
# want hint
MAINTAINER Ada Lovelace <ada@example.com>
# want
maintainer "ada@example.com"
