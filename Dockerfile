# One image for every part of Rumbo: the worker, the site, and the commands. Torch comes in its CPU build.
FROM python:3.11-slim
WORKDIR /srv/rumbo
COPY requirements.lock ./
RUN pip install --no-cache-dir --index-url https://download.pytorch.org/whl/cpu torch==2.13.0 \
 && pip install --no-cache-dir -r requirements.lock
COPY pyproject.toml LICENSE README.md ./
COPY bot bot
RUN pip install --no-cache-dir --no-deps .
COPY knowledge knowledge
COPY prompts prompts
RUN useradd --system --home /srv/rumbo rumbo && mkdir data && chown rumbo data
USER rumbo
VOLUME /srv/rumbo/data
CMD ["rumbo", "start"]
