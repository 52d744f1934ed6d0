FROM --platform=$BUILDPLATFORM alpine:3.22.1
FROM scratch
# want hint
COPY --from=0 /a /b
# want
COPY --chown=1:1 --from=0 /c /d
