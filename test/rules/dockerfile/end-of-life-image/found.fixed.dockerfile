ARG BASE=python:3.14-slim
# want info "Node.js"
FROM node:24 AS build
# want "Python"
FROM ${BASE}
ARG TAG=14
# want "Move to 13"
FROM debian:bullseye-20250630-slim
# want "Move to 33, one major version after the other."
FROM nextcloud:31.0.5-apache
