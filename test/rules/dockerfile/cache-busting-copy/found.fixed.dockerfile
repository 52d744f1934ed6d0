FROM node:22.18.0 AS a
# want info "package*.json"
COPY package*.json /app/
RUN npm install --omit=dev
COPY . /app
CMD ["node", "a"]
FROM python:3.13.7
WORKDIR /app
# want "requirements.txt"
COPY requirements.txt ./
RUN pip install --no-cache-dir -r requirements.txt
COPY --chown=1:1 . .
FROM golang:1.25.0
# want
COPY . .
RUN go mod download && go build ./...
