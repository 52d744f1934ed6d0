FROM debian:12.11
# want warning "run by sh"
RUN curl -fsSL https://example.com/install.sh | sh
# want
RUN wget -qO- https://example.com/x | sudo -E bash -
# want
RUN curl https://example.com/x | bash -s -- --yes && echo done
# want
RUN curl https://example.com/get-pip.py | python3
# want
RUN bash <(curl -s https://example.com/x)
# want
RUN sh -c "$(curl -fsSL https://example.com/x)"
# want
RUN eval "$(wget -qO- https://example.com/x)"
RUN set -eux; \
    # want
    curl -sL https://example.com/x | gunzip | bash
# want
RUN curl -o- https://example.com/install.sh | bash
# want
RUN curl -fsSLo - https://example.com/install.sh | bash
