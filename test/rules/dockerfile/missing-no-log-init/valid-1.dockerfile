FROM debian:12.11
RUN useradd -u 1000 app && useradd -l -u 123456 b && useradd --no-log-init -u 123456 c && useradd -u $ID d && adduser -u 123456 e
