# The played Resend and the played job boards of the profile `local`, from the sources: nothing of them is in the product.
ARG NODE_IMAGE=docker.io/library/node:26.10.0-slim
FROM ${NODE_IMAGE}
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
USER 10001:10001
ENTRYPOINT ["node", "--import", "./local/runtime.ts", "scripts/image/play.ts"]
