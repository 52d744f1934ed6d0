FROM debian:12.11
# want info
RUN apt-get update && apt-get install -y curl
# want
RUN ["apt", "install", "-y", "curl"]
