FROM node:22.18.0 AS build
RUN npm ci
FROM node:22.18.0-slim
# want info "npm ci"
RUN npm ci --omit=dev && npm cache clean --force
# want "--prod"
RUN pnpm install --prod --frozen-lockfile
CMD ["node", "app.js"]
