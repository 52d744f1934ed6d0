FROM debian:12.11
# want warning "With -k"
RUN curl -k -o /a https://example.com/a
# want
RUN curl -fsSLk https://example.com/a -o a
# want
RUN wget --no-check-certificate https://example.com/a
# want
RUN pip install --trusted-host pypi.org requests
# want
RUN apt-get install -y --allow-unauthenticated curl
# want
RUN yum install -y --nogpgcheck curl
# want
RUN npm config set strict-ssl false
# want
RUN git -c http.sslVerify=false clone https://example.com/a
# want
ENV NODE_TLS_REJECT_UNAUTHORIZED=0 A=1
# want
RUN PYTHONHTTPSVERIFY=0 pip install x
# want
RUN ["curl", "--insecure", "https://example.com/a"]
# want
RUN apk add --no-cache --allow-untrusted ./a.apk
# want
RUN rpm -i --nosignature a.rpm
# want
RUN tdnf install -y --nogpgcheck git
# want "PIP_TRUSTED_HOST"
ENV PIP_TRUSTED_HOST=pypi.org
# want
RUN pip config set global.trusted-host pypi.org
# want
RUN yum-config-manager --save --setopt=main.sslverify=false
# want
RUN python3 -m pip install --trusted-host pypi.org requests
