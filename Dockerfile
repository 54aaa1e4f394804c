# One image for every process of ours: `ingress`, `worker`, `ops ...`. What is in it, and how to build and run it: docs/image.md.

# Whoever builds for others pins the digest as well:
#   --build-arg NODE_IMAGE=docker.io/library/node:26.10.0-slim@sha256:...
ARG NODE_IMAGE=docker.io/library/node:26.10.0-slim

# What runs needs none of what builds it: the compiler stays in this stage.
FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json deploy/lean.mjs ./
RUN node lean.mjs build && npm ci --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build && node deploy/lean.mjs run && npm prune --ignore-scripts --no-audit --no-fund

FROM ${NODE_IMAGE}
ARG COMMIT
# Names are asked for in half of libuv's threads: of its four, two names whose servers are silent hold up all others, Resend's
# and Supabase's too, for ten seconds each. A worker asks for some two dozen at once.
ENV NODE_ENV=production COMMIT=${COMMIT} UV_THREADPOOL_SIZE=64
WORKDIR /app
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --chmod=0555 deploy/jobping /usr/local/bin/jobping
# Nobody: owns nothing here, so that what runs cannot change what runs.
USER 10001:10001
EXPOSE 3000 9464
# The ingress answers on PORT, a worker on METRICS_PORT.
HEALTHCHECK --interval=10s --timeout=3s --start-period=20s --retries=3 CMD ["jobping", "health"]
# Node is process 1 and hears SIGTERM itself, so it drains with `docker run --init` and without.
STOPSIGNAL SIGTERM
ENTRYPOINT ["jobping"]
CMD ["--help"]
