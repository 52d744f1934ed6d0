FROM debian:12.11
# want info
RUN apt-get update && apt-get install --no-install-recommends -y curl
# want
RUN ["apt", "install", "--no-install-recommends", "-y", "curl"]
