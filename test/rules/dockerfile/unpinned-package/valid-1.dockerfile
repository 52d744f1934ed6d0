FROM alpine:3.22.1
RUN apt-get install -y python=2.7 ./local.deb curl=${CURL_VERSION} $PACKAGES git/stable
RUN apk add --no-cache --virtual .deps curl=8.14.1-r1 git~2.49 'vim>9'
RUN pip install -r requirements.txt && pip install -c constraints.txt . && pip install -e . git+https://example.com/a.git
RUN pip3 install requests=2.7.0 "flask>=3" urllib3~=2.0
RUN npm install && npm ci && npm i -g @angular/cli@20.1.0 npm@11 ./local
RUN gem install bundler -v 2.7.1 && gem install rake:13.3.0
RUN yum install -y httpd-2.24.2 rethinkdb-$V https://example.com/a.rpm @development
RUN zypper in -y httpd=2.4.46
RUN pacman -S --noconfirm git
RUN pip install -c constraints.txt flask && pip install --constraint=constraints.txt django
