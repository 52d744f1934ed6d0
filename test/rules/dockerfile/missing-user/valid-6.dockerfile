FROM golang:1.25.0
RUN go install example.com/tool
