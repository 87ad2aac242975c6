# Not built where Regesta is developed, which has no Docker engine: written with care, unproven. See docs/setup.md.
#
#   docker build -t regesta .
#   docker run --rm -p 8000:8000 -v regesta-archive:/archive regesta

ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/regesta
WORKDIR /source
# The lock alone first: its layer is rebuilt only when a dependency changes.
COPY requirements.lock ./
RUN /opt/regesta/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY search ./search
COPY indexer ./indexer
COPY web ./web
RUN /opt/regesta/bin/pip install --no-deps --no-build-isolation .

FROM python:${PYTHON}-slim
# A fixed number, so that a host folder mounted at /archive can be given to it (chown 10001).
RUN useradd --system --uid 10001 --home-dir /archive --shell /usr/sbin/nologin regesta \
    && install --directory --owner=regesta --group=regesta /archive
COPY --from=build /opt/regesta /opt/regesta
COPY seeds /seeds
ENV PATH=/opt/regesta/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 REGESTA_ARCHIVE=/archive
USER regesta
# Serving writes here too (SQLite's log, the index's lock): never mount it read-only, and never from a network file system.
VOLUME /archive
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["regesta"]
CMD ["serve", "--host", "0.0.0.0", "--port", "8000"]
