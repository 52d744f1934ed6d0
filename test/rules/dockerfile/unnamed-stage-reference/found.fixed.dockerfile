FROM --platform=$BUILDPLATFORM alpine:3.22.1 AS stage-0
FROM scratch
# want hint
COPY --from=stage-0 /a /b
# want
COPY --chown=1:1 --from=stage-0 /c /d
