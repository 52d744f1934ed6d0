FROM node:22.18.0
COPY package.json package-lock.json ./
# want info
RUN npm install --omit=dev
# want
RUN npm i && npm run build
