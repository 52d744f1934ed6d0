FROM alpine:3.22.1
# want error "cannot run FROM"
ONBUILD FROM debian:12.11
# want
ONBUILD MAINTAINER Ada
# want
onbuild onbuild RUN echo later
