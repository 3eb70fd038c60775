#!/bin/sh
# The server becomes this process, so that SIGTERM reaches it. Arguments are further options of uvicorn.
exec uvicorn chromadb.app:app --workers 1 --host 0.0.0.0 --port 8000 "$@"
