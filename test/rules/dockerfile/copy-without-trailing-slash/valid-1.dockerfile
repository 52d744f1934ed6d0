FROM alpine:3.22.1
COPY a /app
COPY a b /app/
COPY a b .
COPY a b ..
COPY a b ./
COPY a b ${HOME}
COPY --from=alpine:3.22.1 /a /b
COPY ["a", "b", "/app/"]
