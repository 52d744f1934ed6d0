FROM debian:12.11
RUN apt-get update && apk update && dnf update -y openssl && zypper refresh && pip install --upgrade pip
