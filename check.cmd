@echo off
rem Passes every check on Windows, as ./check does elsewhere. Prepared only: nobody has run it on Windows yet.
rem pdftotext, pdfinfo and pdffonts (poppler) have to be on the PATH.
setlocal
call "%~dp0installer\setup.cmd" dev || exit /b 3
cd /d "%~dp0"
set PATH=%CD%\.venv\Scripts;%PATH%
set failed=
echo == format
ruff format --check --quiet --output-format concise . || set failed=%failed% format
echo == lint
ruff check --quiet --output-format concise . || set failed=%failed% lint
echo == types
mypy || set failed=%failed% types
echo == imports
lint-imports --no-logo || set failed=%failed% imports
echo == tests
pytest || set failed=%failed% tests
if "%~1"=="--bench" (pytest -s tests/benchmarks || set failed=%failed% benchmarks)
if defined failed (echo FAILED:%failed%& exit /b 1)
echo Every check passed.
