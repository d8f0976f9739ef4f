@echo off
rem Build the packaged program for Windows: dist\duty-desk and an archive beside it. Not tried; see docs\windows.md.
where py >nul 2>nul || (echo Python 3.11 or newer is needed: install it from python.org, then start again. & pause & exit /b 1)
py -3 -E -s "%~dp0build.py" %*
if errorlevel 1 (pause & exit /b 1)
