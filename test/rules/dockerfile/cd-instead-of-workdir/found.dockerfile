FROM alpine:3.22.1
# want hint "no effect"
RUN cd /usr/../app
# want "ends with its RUN"
RUN cd /app && make
# want
RUN cd lib
