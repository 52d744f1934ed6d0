FROM debian:12.11
# want hint
RUN apt-get update && apt-get install -y curl
# want
# want
RUN apt-get update; sudo apt-get -y upgrade
# want
RUN ["apt-get", "install", "-y", "curl"]
# want
RUN apt list --installed
