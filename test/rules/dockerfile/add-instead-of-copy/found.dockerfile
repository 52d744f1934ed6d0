FROM alpine:3.22.1
ARG JAR
# want info "does what COPY does"
ADD app.conf /etc/app/
# want
add --chown=1:1 a b /srv/
# want
ADD ["a b", "/srv/"]
# want
ADD ${JAR} app.jar
# want
ADD *.conf /etc/
# want
ONBUILD ADD . /app
