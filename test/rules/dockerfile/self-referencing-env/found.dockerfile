FROM alpine:3.22.1
ENV A=1 \
    # want warning "still empty"
    B=$A/bin \
    C=3
# want
ENV D=1 E=${D}/lib
# want
ENV G=$H H=1
