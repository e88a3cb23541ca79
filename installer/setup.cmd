@echo off
rem What setup.sh is elsewhere: setup.cmd runtime or dev, called by run.cmd and check.cmd.
rem Prepared only: nobody has run it on Windows yet.
setlocal
pushd "%~dp0.."
set lock=requirements.lock
if "%~1"=="dev" set lock=requirements-dev.lock

rem .venv\.stamp is what the .venv was made from; a .venv with the dev tools serves the program too.
if exist .venv\.stamp (
    copy /b pyproject.toml+requirements-dev.lock .venv\.now >nul
    fc /b .venv\.now .venv\.stamp >nul && goto catalogues
    copy /b pyproject.toml+%lock% .venv\.now >nul
    fc /b .venv\.now .venv\.stamp >nul && goto catalogues
)

echo Setting up .venv 1>&2
py -3.12 -m venv --clear .venv || goto failed
.venv\Scripts\python -m pip install --quiet uv==0.13.9
.venv\Scripts\uv pip install --quiet --python .venv\Scripts\python.exe --require-hashes -r %lock% || .venv\Scripts\python -m pip install --quiet --require-hashes -r %lock% || goto failed
.venv\Scripts\uv pip install --quiet --python .venv\Scripts\python.exe --no-deps -e . || .venv\Scripts\python -m pip install --quiet --no-deps -e . || goto failed
copy /b pyproject.toml+%lock% .venv\.stamp >nul

:catalogues
.venv\Scripts\python installer\compile_catalogues.py || goto failed
popd
exit /b 0

:failed
popd
exit /b 3
