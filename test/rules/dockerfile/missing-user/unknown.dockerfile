# want info "unless"
FROM registry.example.com/base:1
EXPOSE 80
