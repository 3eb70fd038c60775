"""plugin.py OUT TITLE VERSION LIB DEPENDENCIES MAIN…: one jar out of a plugin's own jars and those that the server lacks.

The published jars are thin, and loose jars beside the plugin would shadow the server's own classes.
"""

import glob
import os
import re
import sys
import zipfile

out, title, version, lib, dependencies, *patterns = sys.argv[1:]
# URLs of other protocols (hdfs, s3, gs): their provider is asked for every URL of the whole server, and fails for want of Hadoop's
# XML parser as soon as TLS is set up.
SKIPPED = re.compile(r"META-INF/services/java\.net\.spi\.URLStreamHandlerProvider$|module-info\.class$|META-INF/(.*\.(SF|RSA|DSA)|INDEX\.LIST|MANIFEST\.MF|versions/\d+/module-info\.class)$")
# The server's own of these must win, though their names in lib/ differ.
SERVERS = ("jackson-core", "jackson-databind", "jackson-annot", "slf4j", "eclipse-")
# Old Cypher grammars, which the server ships in another version under the same name.
OWN = "-9.0-"


def artifact(path: str) -> str:
    return re.sub(r"-\d.*$", "", os.path.basename(path)[: -len(".jar")])


mains = sorted(path for pattern in patterns for path in glob.glob(os.path.join(dependencies, pattern)))
if not mains:
    sys.exit(f"{title}: no jar matches {patterns} in {dependencies}")
in_server = {artifact(path) for path in glob.glob(os.path.join(lib, "*.jar"))}
others = [
    path
    for path in sorted(glob.glob(os.path.join(dependencies, "*.jar")))
    if path not in mains
    and (artifact(path) not in in_server or OWN in os.path.basename(path))
    and not artifact(path).startswith(SERVERS)
]

seen: set[str] = set()
services: dict[str, list[str]] = {}


def put(target: zipfile.ZipFile, name: str, content: bytes) -> None:
    target.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
    manifest = f"Manifest-Version: 1.0\nMulti-Release: true\nImplementation-Title: {title}\nImplementation-Version: {version}\n\n"
    put(target, "META-INF/MANIFEST.MF", manifest.encode())
    for path in mains + others:
        with zipfile.ZipFile(path) as source:
            for name in source.namelist():
                if name.endswith("/") or SKIPPED.match(name):
                    continue
                content = source.read(name)
                if name.startswith("META-INF/services/"):
                    lines = [line.split("#")[0].strip() for line in content.decode().splitlines()]
                    known = services.setdefault(name, [])
                    known.extend(line for line in lines if line and line not in known)
                elif name not in seen:
                    seen.add(name)
                    put(target, name, content)
    for name, lines in services.items():
        put(target, name, ("\n".join(lines) + "\n").encode())
