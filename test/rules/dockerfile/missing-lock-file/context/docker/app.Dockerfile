FROM node:22.18.0
COPY package.json /app/
WORKDIR /app
# want
RUN npm install
