FROM debian:12.11
# want warning "apt-get install"
RUN apt-get update && apt-get install -y curl
# want
RUN sudo apt install -y curl
RUN apt-get update && \
    # want
    DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
    curl
# want
RUN ["apt-get", "install", "-y", "curl"]
# want
RUN sh -c 'apt-get install -y curl'
# want
RUN dnf in -y --setopt=install_weak_deps=False git
# want
RUN yum install -y git; zypper -n in git
# want
RUN microdnf install -y git
# want
RUN zypper install -y git
RUN <<EOF
apt-get update
# want
apt-get install -y git
EOF
# want
ONBUILD RUN apt-get install -y git
RUN <<-'EOS' bash -e
# want
	apt-get install -y git
EOS
