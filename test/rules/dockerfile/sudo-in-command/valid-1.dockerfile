FROM debian:12.11
RUN apt-get install -y sudo
RUN echo "app ALL=(ALL) NOPASSWD: ALL" >> /etc/sudoers && usermod -aG sudo app
RUN echo sudo make
