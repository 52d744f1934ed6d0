FROM alpine:3.22.1
# want warning
EXPOSE 80 22 443
# want
EXPOSE 22/tcp 80
# want
EXPOSE 20-30
# want
EXPOSE 22
