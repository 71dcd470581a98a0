# The command line in an image, from the wheel in dist/: `python -m build --wheel && docker build -t distribute .`
# Run it with the site's folder as its working directory, as the owner of the site's files:
#   docker run --rm --user "$(id -u):$(id -g)" --volume "$PWD:/site" --env-file .env distribute publish --due
FROM python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b AS build
COPY requirements-scale.txt requirements-xmpp.txt /tmp/
RUN python -m venv /opt/distribute \
 && /opt/distribute/bin/pip install --no-cache-dir --only-binary :all: --require-hashes -r /tmp/requirements-scale.txt -r /tmp/requirements-xmpp.txt
COPY dist/*.whl /tmp/
RUN /opt/distribute/bin/pip install --no-cache-dir --no-index --no-deps /tmp/*.whl \
 && /opt/distribute/bin/pip uninstall --yes --quiet pip

FROM python:3.13-slim@sha256:7c61056e61ac89e852de05f3dc6fa51a6dd2181797bceed46aa725dd7cb2cd3b
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/distribute /opt/distribute
ENV PATH=/opt/distribute/bin:$PATH PYTHONUTF8=1 HOME=/tmp
USER 10001:10001
WORKDIR /site
ENTRYPOINT ["distribute"]
CMD ["--help"]
