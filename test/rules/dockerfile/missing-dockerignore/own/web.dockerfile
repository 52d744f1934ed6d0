FROM node:22.18.0
# want "copies .env"
COPY . /app
