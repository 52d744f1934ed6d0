FROM node:22.18.0 AS base
COPY . .
# want info "npm"
RUN npm ci && npm run build
FROM base
CMD ["node", "dist"]
