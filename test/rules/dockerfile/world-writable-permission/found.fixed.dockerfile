FROM alpine:3.22.1
# want warning "777"
RUN mkdir /app && chmod -R 755 /app
# want
RUN chmod u=rwx,go=rx /app
# want
RUN chmod o+w /app
# want
RUN ["chmod", "0666", "/app"]
# want
COPY --chmod=755 a /a
# want
ADD --chown=1:1 --chmod=0755 a.tgz /a
# want
RUN chmod ugo+rw /app
# want
RUN find /app -type d -exec chmod 755 {} +
