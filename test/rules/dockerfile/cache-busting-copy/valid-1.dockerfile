FROM node:22.18.0
COPY package*.json ./
RUN npm ci
COPY . .
RUN npm run build
FROM node:22.18.0
COPY --from=0 . .
RUN npm ci
FROM node:22.18.0
COPY src /app
RUN npm ci
FROM node:22.18.0
COPY . .
RUN npm install -g pm2 && npm install express && pip install requests
