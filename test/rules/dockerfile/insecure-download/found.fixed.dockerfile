FROM debian:12.11
# want warning "example.com"
RUN cd /tmp && wget -O x https://example.com/tool.tgz && tar -xf x
# want
RUN ["curl", "-O", "https://example.com/a"]
# want
RUN git clone --depth 1 https://example.com/a.git
# want
RUN curl "https://example.com/v${VERSION}.tgz" | tar -x
# want
RUN curl -O http://example.com:8080/a
