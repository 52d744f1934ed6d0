# nobody says with which context
FROM node:22.18.0
COPY package.json /app/
WORKDIR /app
RUN npm install
