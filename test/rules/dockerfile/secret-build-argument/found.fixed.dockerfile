# want warning "NPM_TOKEN"
ARG NPM_TOKEN
FROM node:22.18.0
# want
RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN npm config set a "$NPM_TOKEN"
RUN --mount=type=secret,id=npm_token,env=NPM_TOKEN <<EOF
echo ${NPM_TOKEN}
EOF
# want
ARG db_password=
ENV DB_PASSWORD=$db_password
