FROM alpine:3.22.1
# want error "must end in /"
COPY a b /app/
# want
ADD --chown=1:1 ["a", "b", "/my app/"]
COPY a b \
# want
  c lib/
# want
COPY <<ONE <<TWO /etc/
1
ONE
2
TWO
