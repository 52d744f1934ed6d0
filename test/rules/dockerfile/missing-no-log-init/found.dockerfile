FROM debian:12.11
# want hint
RUN groupadd app && useradd -m -u 123456 app
# want
RUN useradd --uid=200000 app
# want
RUN ["useradd", "-mu", "300000", "app"]
