FROM golang:1.25.0
RUN go build -o /app .
