FROM python:3.13.7
RUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt
RUN pip install a && rm -rf ~/.cache/pip
RUN PIP_NO_CACHE_DIR=1 pip install b
RUN pip uninstall c && pip list
