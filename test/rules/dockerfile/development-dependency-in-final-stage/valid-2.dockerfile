FROM node:22.18.0
RUN npm ci && npm run build
CMD ["node", "dist"]
