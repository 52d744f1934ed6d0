FROM debian:12.11
# want warning "apt-get install"
RUN apt-get update && apt-get install curl
# want
RUN sudo apt install curl
RUN apt-get update && \
    # want
    DEBIAN_FRONTEND=noninteractive apt-get -q install \
    curl
# want
RUN ["apt-get", "install", "curl"]
# want
RUN sh -c 'apt-get install curl'
# want
RUN dnf in --setopt=install_weak_deps=False git
# want
RUN yum install git; zypper -n in git
# want
RUN microdnf install git
# want
RUN zypper install git
RUN <<EOF
apt-get update
# want
apt-get install git
EOF
# want
ONBUILD RUN apt-get install git
RUN <<-'EOS' bash -e
# want
	apt-get install git
EOS
