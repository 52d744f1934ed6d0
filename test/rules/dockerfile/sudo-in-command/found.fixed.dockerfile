FROM debian:12.11
# want warning
RUN apt-get install -y curl
# want
RUN apt-get update && sudo -u app make
# want
RUN ["apt-get", "install", "-y", "curl"]
# want
RUN DEBIAN_FRONTEND=noninteractive apt-get install -y curl
USER app
# want
RUN sudo make install
# want
RUN /usr/bin/sudo ls
