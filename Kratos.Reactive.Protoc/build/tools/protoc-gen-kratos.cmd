@echo off
if defined DOTNET_HOST_PATH ("%DOTNET_HOST_PATH%" "%~dp0protoc-gen-kratos.dll" %*) else (dotnet "%~dp0protoc-gen-kratos.dll" %*)
