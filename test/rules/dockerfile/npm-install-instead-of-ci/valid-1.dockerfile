FROM node:22.18.0
COPY package*.json ./
RUN npm install
COPY package-lock.json ./
RUN npm install -g npm && npm ci && npm install express && npm i --no-package-lock
FROM node:22.18.0
RUN npm install
