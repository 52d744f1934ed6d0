FROM node:22.18.0 AS build
# want hint "python:3.13.7-slim"
FROM python:3.13.7 AS base
FROM base
CMD ["python", "app.py"]
