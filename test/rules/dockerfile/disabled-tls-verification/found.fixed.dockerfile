FROM debian:12.11
# want warning "With -k"
RUN curl -o /a https://example.com/a
# want
RUN curl -fsSLk https://example.com/a -o a
# want
RUN wget https://example.com/a
# want
RUN pip install --trusted-host pypi.org requests
# want
RUN apt-get install -y curl
# want
RUN yum install -y curl
# want
RUN npm config set strict-ssl false
# want
RUN git -c http.sslVerify=false clone https://example.com/a
# want
ENV NODE_TLS_REJECT_UNAUTHORIZED=0 A=1
# want
RUN PYTHONHTTPSVERIFY=0 pip install x
# want
RUN ["curl", "https://example.com/a"]
# want
RUN apk add --no-cache ./a.apk
# want
RUN rpm -i a.rpm
# want
RUN tdnf install -y git
# want "PIP_TRUSTED_HOST"
ENV PIP_TRUSTED_HOST=pypi.org
# want
RUN pip config set global.trusted-host pypi.org
# want
RUN yum-config-manager --save --setopt=main.sslverify=false
# want
RUN python3 -m pip install --trusted-host pypi.org requests
