FROM node:22.18.0 AS build
FROM node:22.18.0-alpine
CMD ["node"]
