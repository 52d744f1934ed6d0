FROM alpine:3.22.1
# want hint
RUN apt-get update && apt-get install -y -t stable curl=VERSION git=1.2 vim=VERSION
# want
RUN ["apt-get", "install", "python"]
# want
RUN apk add --virtual .build-deps gcc=VERSION
# want
RUN pip install --index-url https://example.com requests==VERSION flask==3.0
# want
RUN npm install -g @angular/cli typescript@5.9.2
# want
RUN gem install bundler:VERSION
# want
RUN dnf install -y httpd
# want
RUN zypper -n in httpd=VERSION
