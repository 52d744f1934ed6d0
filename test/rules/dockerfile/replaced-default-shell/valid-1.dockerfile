FROM debian:12.11
SHELL ["/bin/bash", "-c"]
RUN ln -s /bin/sh /bin/ash && cp /bin/sh /x && powershell -File x.ps1
