@echo off
rem Starts Lonnsom on Windows, as ./run does elsewhere. Prepared only: nobody has run it on Windows yet.
call "%~dp0installer\setup.cmd" runtime || exit /b 3
if "%~1"=="--setup-only" exit /b 0
"%~dp0.venv\Scripts\lonnsom.exe" %*
