# syntax=docker/dockerfile:1
FROM alpine:3.22.1
# want error "Did you mean RUN?"
RUM apk add --no-cache curl
RUN apk add --no-cache \
    # a comment between continued lines is none of the command
    git

# want "missing at the end of the line above"
echo done
# want "needs something behind it"
WORKDIR
# want "source and a destination"
COPY app
# want "never closed"
ENV GREETING="hello
# want "The line END"
RUN cat <<END
echo nothing ends this
