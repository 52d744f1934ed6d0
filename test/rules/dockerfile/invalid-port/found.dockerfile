FROM alpine:3.22.1
# want error "65536"
EXPOSE 80 65536
# want
EXPOSE http
# want
EXPOSE 80:8080
# want
EXPOSE 90-80
