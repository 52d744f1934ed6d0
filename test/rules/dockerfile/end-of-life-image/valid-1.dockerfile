ARG TAG
FROM node:${TAG} AS node
FROM node:24-alpine
FROM node
FROM registry.example.com/node:14
