# The bot, or a worker beside it: docker run claimscope [start | worker | any other command].
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json tsconfig.json tsconfig.build.json ./
COPY src src
COPY rules rules
# npm's "prepare" compiles and learns from the rules; what only the tests need is taken out again.
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:24-bookworm-slim
ENV NODE_ENV=production
COPY --from=build /app/node_modules /app/node_modules
COPY --from=build /app/dist /app/dist
COPY package.json manifest.yml /app/
COPY rules /app/rules
# claimscope.yml and the embedded store live here.
RUN mkdir /data && chown node:node /data
VOLUME /data
WORKDIR /data
USER node
# Half a second more than the bot takes to hand back what it has in hand.
STOPSIGNAL SIGTERM
ENTRYPOINT ["node", "--max-semi-space-size=32", "--initial-old-space-size=64", "--heap-growing-percent=50", "--v8-pool-size=0", "/app/dist/cli/main.js"]
CMD ["start"]
