FROM alpine:3.22.1 AS build
# want info "dotnet/sdk"
FROM mcr.microsoft.com/dotnet/sdk:9.0
ENTRYPOINT ["dotnet", "app.dll"]
