FROM python:3.13.7 AS build
RUN apt-get install -y build-essential
FROM python:3.13.7-slim
RUN apk add --no-cache --virtual .build-deps gcc && pip install a && apk del .build-deps
RUN apt-get install -y libgcc-s1 make-guile cmake-data
CMD ["python"]
