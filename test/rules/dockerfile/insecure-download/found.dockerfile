FROM debian:12.11
# want warning "example.com"
RUN cd /tmp && wget -O x http://example.com/tool.tgz && tar -xf x
# want
RUN ["curl", "-O", "http://example.com/a"]
# want
RUN git clone --depth 1 http://example.com/a.git
# want
RUN curl "http://example.com/v${VERSION}.tgz" | tar -x
# want
RUN curl -O http://example.com:8080/a
