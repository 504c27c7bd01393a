# Node runs the TypeScript sources as they are: nothing is built, only the dependencies are left behind that tests need.
FROM node:24-slim AS dependencies
WORKDIR /kedge
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:24-slim
LABEL org.opencontainers.image.title="Kedge" \
      org.opencontainers.image.description="A Kafka broker whose log is Redis Streams" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN mkdir /data && chown 65532:65532 /data
WORKDIR /kedge
COPY --from=dependencies /kedge/node_modules ./node_modules
COPY package.json LICENSE NOTICE ./
COPY bin ./bin
COPY src ./src
# docker build --build-arg REVISION=$(git rev-parse HEAD): what --version and kedge_build_info say.
ARG REVISION=unknown
LABEL org.opencontainers.image.revision=$REVISION
RUN echo "$REVISION" > revision
# Not variables: those would win over a file that somebody mounts.
COPY deploy/container.yaml /etc/kedge/kedge.yaml
ENV NODE_ENV=production \
    NODE_COMPILE_CACHE=/kedge/.compile-cache \
    NODE_OPTIONS=--disable-sigusr1
RUN mkdir .compile-cache && chown 65532:65532 .compile-cache
USER 65532:65532
# A first start leaves what it compiled, so that no container's is one: it takes three times as long (ADR 0036).
RUN timeout --preserve-status --signal=TERM 10 node bin/kedge.js serve --host 127.0.0.1 --store embedded:/tmp/first && rm -r /tmp/first
# Where embedded:./data, the default, is the volume.
WORKDIR /
VOLUME /data
EXPOSE 9092
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["node", "/kedge/bin/kedge.js", "health"]
# There is no authentication yet, so the start is refused until --insecure (or KEDGE_SERVER_INSECURE=true) says that this
# network is private.
ENTRYPOINT ["node", "/kedge/bin/kedge.js", "serve"]
