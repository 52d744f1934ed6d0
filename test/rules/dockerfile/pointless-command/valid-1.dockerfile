FROM debian:12.11
RUN apt-get install -y vim procps openssh-client
RUN service postgresql start && createdb app && service postgresql stop
RUN --mount=type=ssh ssh -T git@example.com; git clone git@example.com:a.git
RUN systemctl enable nginx
RUN echo top
CMD ["top"]
