FROM alpine:3.22.1
# want warning
EXPOSE 80 443
# want
EXPOSE 80
# want
EXPOSE 20-30
# want
