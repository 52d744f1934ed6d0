FROM debian:12.11
# want hint
RUN top
# want
RUN ["ps", "-d"]
# want
RUN echo a && free -m
# want
RUN service nginx start
# want
RUN mount /dev/sda1 /mnt
