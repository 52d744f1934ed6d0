FROM alpine:3.22.1
ONBUILD RUN echo FROM here
ONBUILD COPY . /app
