FROM debian:12.11
RUN apt-get -y install a && apt-get install -qy b && apt-get install --yes c && apt-get install --assume-yes d
RUN apt-get -qq install a && apt-get -q -q install b && apt-get -q=2 install c && apt-get --quiet --quiet install d
RUN ["apt-get", "-y", "install", "a"]
RUN dnf -y install a && yum install --assumeyes b && microdnf install -y c
RUN zypper --non-interactive install a && zypper -n in b && zypper install --no-confirm c
RUN yes | apt-get install a
RUN echo "apt-get install a" && apt-get remove b; apk add c
RUN apt-get -o APT::Get::Assume-Yes=true install d
RUN <<EOF python3
apt-get install x
EOF
CMD apt-get install a
RUN apt-get install -y=true a && apt-get install --yes=true b
