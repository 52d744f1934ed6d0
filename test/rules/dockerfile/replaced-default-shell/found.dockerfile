FROM debian:12.11
# want info "another shell"
RUN ln -sfv /bin/bash /bin/sh
# want
RUN rm /bin/sh && ln -s /bin/bash /bin/sh
# want
RUN mv /bin/bash /bin/sh
# want "PowerShell"
RUN powershell -command Get-Item x
