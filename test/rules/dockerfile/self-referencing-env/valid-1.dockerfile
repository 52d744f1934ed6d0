FROM alpine:3.22.1
ARG V=1
ENV PATH=/app/bin:$PATH
ENV A=1
ENV A=2 B=$A
ENV V=$V W=$V
ENV X=1 Y=\$X Z=${X:-default}
ENV M=1 N=$MORE
