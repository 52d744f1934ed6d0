FROM node:24-alpine AS base
CMD ["node", "/app/main.js"]

# want info
FROM base AS dev-envs
RUN apk add --no-cache git
