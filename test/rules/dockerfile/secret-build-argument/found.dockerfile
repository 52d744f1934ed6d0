# want warning "NPM_TOKEN"
ARG NPM_TOKEN
FROM node:22.18.0
# want
ARG NPM_TOKEN
RUN npm config set a "$NPM_TOKEN"
RUN <<EOF
echo ${NPM_TOKEN}
EOF
# want
ARG db_password=
ENV DB_PASSWORD=$db_password
