FROM alpine:3.22.1
EXPOSE 22 3000
COPY gitea /app/gitea/gitea
CMD ["/app/gitea/gitea"]
