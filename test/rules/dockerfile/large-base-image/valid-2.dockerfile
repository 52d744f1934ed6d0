FROM registry.example.com/node:22.18.0
CMD ["node"]
