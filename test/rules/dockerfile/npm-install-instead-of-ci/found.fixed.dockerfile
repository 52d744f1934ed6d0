FROM node:22.18.0
COPY package.json package-lock.json ./
# want info
RUN npm ci --omit=dev
# want
RUN npm ci && npm run build
