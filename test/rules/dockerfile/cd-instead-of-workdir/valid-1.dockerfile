FROM alpine:3.22.1
WORKDIR /app
RUN make && cd sub && make
RUN (cd sub && make)
RUN echo cd /app
