FROM node:22.18.0
COPY . /app
