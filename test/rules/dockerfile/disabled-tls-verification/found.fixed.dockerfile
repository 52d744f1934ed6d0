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
