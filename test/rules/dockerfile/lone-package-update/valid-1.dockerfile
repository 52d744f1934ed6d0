FROM debian:12.11
RUN apt-get update && apt-get install -y curl
RUN apt-get update; apt-get upgrade -y
RUN dnf update -y git
RUN apk add -U curl && apk --update add git && apk add --update vim
RUN yum -y update && yum clean all
RUN pacman -Syu --noconfirm git
RUN apt-get update && ./install.sh
RUN pacman -Syu --noconfirm
