@echo off
rem Runs Fermata from this checkout; builds it first when it was not built yet or a source is newer. As the script fermata does on
rem other systems, but without the archive of loaded classes, so it starts more slowly. Tried with Wine only.
setlocal disabledelayedexpansion
for %%H in ("%~dp0.") do set "_home=%%~fH"
set "_build=%_home%\cli\src\main\java\dev\fermata\cli\CheckoutBuild.java"
set "_jar=%_home%\cli\target\fermata.jar"

if not defined JAVA_HOME goto find
if exist "%JAVA_HOME%\bin\java.exe" goto home
echo fermata: JAVA_HOME is "%JAVA_HOME%", and there is no bin\java.exe in it; set it to a JDK, or unset it>&2
exit /b 2

:home
rem A plain name needs no quotes below, whatever the path has in it.
set "PATH=%JAVA_HOME%\bin;%PATH%"

:find
set "_java="
for %%J in (java.exe) do set "_java=%%~$PATH:J"
if defined _java goto version
echo fermata: Java is missing; install a JDK, version 17 or newer>&2
exit /b 2

:version
set "_version=0"
for /f "tokens=3" %%V in ('java -version 2^>^&1 ^| findstr /c:" version "') do set "_version=%%~V"
for /f "delims=.-+_" %%M in ("%_version%") do set "_major=%%M"
if %_major% geq 17 goto build
echo fermata: Java is %_version% ("%_java%"); needed is 17 or newer>&2
exit /b 2

:build
if not exist "%_build%" goto built
for %%J in (javac.exe) do if not "%%~$PATH:J"=="" goto compile
if exist "%_jar%" goto built
echo fermata: this Java has no compiler; install a JDK, not only a JRE>&2
exit /b 2

:compile
set "_jar="
for /f "delims=" %%P in ('java -cp "%_home%\.mvn" "%_build%" "%_home%" --print-jar') do set "_jar=%%P"
if not defined _jar exit /b 2

:built
if exist "%_jar%" goto run
echo fermata: "%_jar%" is missing>&2
exit /b 2

:run
java -jar "%_jar%" %*
exit /b %errorlevel%
