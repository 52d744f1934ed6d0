FROM golang:1.25.0
RUN go install example.com/tool@v1.4.2 && go build ./...
RUN curl -fsSLO https://example.com/releases/v1.2/tool
RUN npm i -g pm2@6.0.8 @angular/cli@20 && npm install && npm i -g ./local
RUN curl -o latest.tgz https://example.com/a && echo https://example.com/latest/x
