FROM debian:12.11
RUN apt-get install -y apt && apt-cache policy apt && apt-key list && echo apt && rm -rf /etc/apt
