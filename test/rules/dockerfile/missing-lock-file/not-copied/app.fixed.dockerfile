FROM node:22.18.0 AS one
WORKDIR /app
COPY --chown=node:node ./package.json ./package-lock.json ./
# want "package-lock.json is not copied"
RUN npm ci --omit=dev

FROM node:22.18.0 AS two
WORKDIR /app
COPY web/package.json web/yarn.lock /app/
# want
RUN yarn install --frozen-lockfile && yarn build

FROM one AS three
# the stage above has none either
# want
RUN npm ci
