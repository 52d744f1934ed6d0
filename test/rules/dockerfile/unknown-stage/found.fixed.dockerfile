FROM alpine:3.22.1 AS builder
FROM scratch
# want warning "Did you mean"
COPY --from=builder /a /b
# want "stands above"
COPY --from=2 /a /b
# want "stands above"
COPY --from=later /a /b
FROM scratch AS later
