# Builds an image that holds Assistant, runs as an ordinary user and keeps its data under /data:
#   docker build -t assistant .
# pip's ordinary torch for Linux is the CUDA build of several gigabytes; the CPU build is enough. Point pip to it:
#   docker build -t assistant --build-arg TORCH_OPTIONS="--index-url ADDRESS-OF-CPU-BUILDS" .
FROM python:3.12-slim-bookworm AS build
ARG TORCH_OPTIONS=""
# Several machines need more (docs/scale-out.md): --build-arg EXTRAS=mcp,milvus,postgresql,ray
ARG EXTRAS="mcp"
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/assistant
ENV PATH=/opt/assistant/bin:$PATH
WORKDIR /build
COPY constraints.txt ./
# torch comes first and alone, because its build is a choice that the other packages must not make. The
# options are words of their own.
# hadolint ignore=SC2086
RUN pip install -c constraints.txt $TORCH_OPTIONS torch
COPY pyproject.toml README.md LICENSE ./
COPY assistant assistant
RUN pip install -c constraints.txt ".[$EXTRAS]"

FROM python:3.12-slim-bookworm
COPY --from=build /opt/assistant /opt/assistant
RUN useradd --uid 1000 --create-home assistant \
    && mkdir -p /data/corpus /data/kept \
    && chown -R assistant:assistant /data
ENV PATH=/opt/assistant/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    ASSISTANT_HOST=0.0.0.0 \
    ASSISTANT_CORPUS=/data/corpus \
    ASSISTANT_INDEX=/data/kept/index \
    ASSISTANT_CACHE=/data/kept/cache \
    HF_HOME=/data/kept/huggingface
USER 1000:1000
WORKDIR /data
VOLUME ["/data/corpus", "/data/kept"]
EXPOSE 7860
# The page that asks for the password; it is there as soon as the server is.
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/', timeout=8).close()"]
# Others can reach 0.0.0.0, so it refuses to start without ASSISTANT_AUTH.
CMD ["assistant", "chat"]
