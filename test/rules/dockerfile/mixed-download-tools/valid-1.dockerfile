FROM debian:12.11
RUN apt-get install -y wget curl && curl -O https://example.com/a && curl -O https://example.com/b
FROM debian:12.11
RUN wget https://example.com/b
