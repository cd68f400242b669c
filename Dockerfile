# One image for the API, the worker and the migrations; temporal-compose.yml says which command each runs.
FROM node:24.21.0-bookworm-slim AS build
WORKDIR /app
# Packages first: this layer is kept while only our own code changes.
COPY package.json package-lock.json ./
COPY db/patch-driver.mjs db/
RUN npm ci
COPY . .
RUN npm run build
# `tsx` and the local servers are not needed here, but optional packages are: the workflow bundler's binaries come as such.
RUN npm prune --omit=dev

FROM node:24.21.0-bookworm-slim
# Temporal's native client takes the authorities it trusts from the system.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/*
ENV NODE_ENV=production APP_ENV=production
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY --from=build /app/business ./business
# The image's own unprivileged user. The program writes nothing below /app.
USER node
EXPOSE 8080
# Alive, not ready: a container is not restarted because its database is away. The worker has no port and turns this off.
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/cli/api.js"]
