FROM debian:12.11
RUN wget https://example.com/a
# want hint
RUN curl -O https://example.com/b
RUN curl -O https://example.com/c
FROM debian:12.11
RUN curl -O https://example.com/b
# want
RUN ["wget", "https://example.com/a"]
