FROM node:22.18.0 AS one
WORKDIR /app
COPY --chown=node:node ./package.json ./
# want "package-lock.json is not copied"
RUN npm install --omit=dev

FROM node:22.18.0 AS two
WORKDIR /app
COPY web/package.json /app/
# want
RUN yarn && yarn build

FROM one AS three
# the stage above has none either
# want
RUN npm ci
