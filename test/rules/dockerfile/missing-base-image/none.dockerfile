# want "no FROM"
ARG VERSION=3.22.1
