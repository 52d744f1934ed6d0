FROM alpine:3.22.1
RUN touch a
# want hint
RUN touch b
COPY a /app/
# want
COPY b /app/
COPY c /srv/
