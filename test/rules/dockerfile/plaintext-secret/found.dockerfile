# want
ARG NPM_TOKEN=kT9vLq2xWm77aa
FROM alpine:3.22.1
# want error "DB_PASSWORD"
ENV DB_PASSWORD=kT9vLq2xWm HOST=db
# want
ENV SECRET_KEY some-long-value-x91
# want
ARG API_KEY="kT9vLq2xWm77"
# want
ENV DATABASE_URL=postgres://app:kT9vLq2xWm@db/app
# want "GitHub token"
RUN git clone https://ghp_x7Kq2Lm9Zt4Wv1Rb8Nc5Hd3Jf6Gs0Pa7Yu4E@github.com/a/b
# The same again is not said again, another value is.
ENV DB_PASSWORD=kT9vLq2xWm
# want
ENV DB_PASSWORD=nR4wYb8sHq
