FROM debian:12.11
RUN curl -O https://example.com/a && wget http://localhost/a && curl http://127.0.0.1:80/a http://[::1]/b
RUN curl http://nexus:8081/a && wget "http://${MIRROR}/a"
RUN curl -x http://proxy.example.com:3128 -H "Referer: http://example.com" https://example.com/a
RUN echo http://example.com && git config --global http.proxy http://proxy.example.com
HEALTHCHECK CMD curl http://example.com/
