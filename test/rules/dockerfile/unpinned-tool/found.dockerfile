FROM golang:1.25.0
# want info
RUN go install example.com/tool@latest
# want
RUN curl -fsSLO https://example.com/releases/latest/download/tool
# want
RUN npm i -g pm2
# want
RUN npm install --global @angular/cli@latest
# want
RUN wget https://raw.githubusercontent.com/a/b/master/x.sh
