# escape=`
ARG VERSION=3.22.1
FROM alpine:${VERSION} AS base
run echo lower case is fine `
    && echo continued
ONBUILD RUN echo later
COPY <<-"ONE" <<TWO /etc/
	RUM inside a heredoc
	ONE
nor is this an instruction
TWO
RUN <<EOF
RUM neither
EOF
ENV A="b c" D='e f' G=it`'s
ENV OLD form of "it
ENTRYPOINT []
CMD ["sleep", `
     "1"]
