FROM node:22.18.0-slim
RUN npm ci --omit=dev && npm install --production && npm install --omit dev && npm i -g pm2 && npm install express
RUN NODE_ENV=production npm ci
ENV NODE_ENV=production
RUN npm ci
CMD ["node", "app.js"]
