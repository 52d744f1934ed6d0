FROM debian:12.11
# want hint "apt-get upgrade"
RUN apt-get update && apt-get upgrade -y
# want
RUN apt-get -y dist-upgrade
# want
RUN apk -U upgrade
# want
RUN yum update -y
# want
RUN dnf -y upgrade
# want
RUN zypper -n dup
