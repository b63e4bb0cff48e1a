# The bot, or a worker beside it: docker run claimscope [start | worker | any other command].
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs its install script, and ours ("prepare") is the build below: what changes src or rules installs nothing anew.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json ./
COPY src src
COPY rules rules
# Compiles, and learns from the rules; what only the build and the tests need is taken out again.
RUN npm run --silent build && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY package.json manifest.yml /app/
COPY rules /app/rules
# claimscope.yml and, without a Redis, the embedded store live here.
RUN mkdir /data && chown node:node /data
VOLUME /data
WORKDIR /data
USER node
# Told so, a process hands back what it has in hand and ends by itself.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--max-semi-space-size=32", "--initial-old-space-size=64", "--heap-growing-percent=50", "--v8-pool-size=0", "/app/dist/cli/main.js"]
CMD ["start"]
