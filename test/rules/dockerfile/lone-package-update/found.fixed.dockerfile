FROM debian:12.11
# want warning "apt-get update"
# a comment stays
RUN apt-get update && apt-get install -y curl \
    git
# want
RUN apk update && echo done
COPY a b
# want
RUN yum -y update && yum -y install git
# want
RUN zypper refresh
# want
RUN pacman -Sy && pacman -S git
