@echo off
rem Start the duty desk. The first start sets up all it needs.
where py >nul 2>nul || (echo Python 3.11 or newer is needed: install it from python.org, then start again. & pause & exit /b 1)
py -3 -E -s "%~dp0tools\setup.py" run %*
if errorlevel 1 pause
