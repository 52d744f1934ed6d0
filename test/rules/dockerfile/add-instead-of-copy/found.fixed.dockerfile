FROM alpine:3.22.1
ARG JAR
# want info "does what COPY does"
COPY app.conf /etc/app/
# want
copy --chown=1:1 a b /srv/
# want
COPY ["a b", "/srv/"]
# want
ADD ${JAR} app.jar
# want
ADD *.conf /etc/
# want
ONBUILD COPY . /app
