@echo off
rem Check the program: lint, types, contracts between the parts, then every test.
where py >nul 2>nul || (echo Python 3.11 or newer is needed: install it from python.org, then start again. & exit /b 1)
py -3 -E -s "%~dp0tools\setup.py" test %*
exit /b %errorlevel%
