FROM debian:12.11
# want hint
RUN groupadd app && useradd --no-log-init -m -u 123456 app
# want
RUN useradd --no-log-init --uid=200000 app
# want
RUN ["useradd", "--no-log-init", "-mu", "300000", "app"]
