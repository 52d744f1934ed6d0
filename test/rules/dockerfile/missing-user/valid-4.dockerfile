FROM scratch
CMD ["/app"]
