FROM alpine:3.22.1
# want warning "777"
RUN mkdir /app && chmod -R 777 /app
# want
RUN chmod a+rwx /app
# want
RUN chmod o+w /app
# want
RUN ["chmod", "0666", "/app"]
# want
COPY --chmod=777 a /a
# want
ADD --chown=1:1 --chmod=0777 a.tgz /a
# want
RUN chmod ugo+rw /app
# want
RUN find /app -type d -exec chmod 777 {} +
