FROM node:22.18.0
# want warning "copies .env into"
COPY . /app
