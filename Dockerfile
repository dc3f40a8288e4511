# Candour in a container: built in one stage, its packages installed in another, and nothing but what runs in the last.
FROM node:24-slim AS build
WORKDIR /candour
COPY . .
RUN ["npm", "run", "build"]

FROM node:24-slim AS packages
WORKDIR /candour
COPY package.json package-lock.json ./
RUN ["npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"]

FROM node:24-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080 DATA_DIR=/data
WORKDIR /candour
# Nothing there installs or builds anything.
RUN ["rm", "-rf", "/opt", "/usr/local/lib/node_modules", "/usr/local/include", "/usr/local/bin/npm", "/usr/local/bin/npx", "/usr/local/bin/corepack", "/usr/local/bin/yarn", "/usr/local/bin/yarnpkg"]
# A new volume takes the owner of the folder it covers; a folder of the host's must belong to user 1000.
RUN ["install", "-d", "-o", "node", "-g", "node", "-m", "700", "/data"]
COPY package.json LICENSE ./
COPY --from=packages /candour/node_modules ./node_modules
COPY --from=build /candour/dist ./dist
USER node
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((reply) => process.exit(reply.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "dist/server/src/main.js"]
