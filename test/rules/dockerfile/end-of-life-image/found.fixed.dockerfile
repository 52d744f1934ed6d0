ARG BASE=python:3.13-slim
# want info "Node.js"
FROM node:24 AS build
# want "Python"
FROM ${BASE}
ARG TAG=14
