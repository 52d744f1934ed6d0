FROM alpine:3.22.1
RUN touch a
COPY a /a
RUN touch b
RUN --mount=type=cache,target=/x touch c
COPY --chown=1:1 a /app/
COPY b /app/
