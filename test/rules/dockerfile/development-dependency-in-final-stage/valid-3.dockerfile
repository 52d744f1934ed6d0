FROM node:22.18.0
RUN npm ci
CMD ["npm", "run", "dev"]
