FROM alpine:3.22.1
RUN chmod 755 /a && chmod 1777 /tmp && chmod 777 /tmp && chmod +x /a && chmod u+rwx,go-w /a
RUN chmod 01777 /srv && chmod a+rwxt /srv && chmod -R g+w /b && chmod 0775 /c && chmod 4755 /d && chmod "$MODE" /e
COPY --chmod=755 a /a
COPY --chmod=u=rwX,go=rX a /a
RUN find /app -type f -exec chmod 644 {} + && find /app -perm 777 -exec rm {} +
