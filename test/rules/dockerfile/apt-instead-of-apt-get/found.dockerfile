FROM debian:12.11
# want hint
RUN apt-get update && apt install -y curl
# want
# want
RUN apt update; sudo apt -y upgrade
# want
RUN ["apt", "install", "-y", "curl"]
# want
RUN apt list --installed
