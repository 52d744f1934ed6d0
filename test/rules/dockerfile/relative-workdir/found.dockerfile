FROM alpine:3.22.1
# want info "folder of the base image"
WORKDIR app/src
# want "WORKDIR above it"
WORKDIR ../lib
# want
WORKDIR "my folder"
