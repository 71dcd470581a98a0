// Bluesky's reference server on loopback, with a directory of identities in memory. It prints its address and stops
// when its standard input ends.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";

import plc from "@did-plc/server";

const freePort = () =>
  new Promise((resolve) => {
    const socket = createServer().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

process.env.LOG_ENABLED = "false";
const directoryPort = await freePort();
const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: directoryPort });
await directory.start();

const { PDS, envToCfg, envToSecrets } = await import("@atproto/pds");
const folder = mkdtempSync(join(tmpdir(), "pds-"));
const port = await freePort();
const settings = {
  devMode: true,
  port,
  hostname: "localhost",
  dataDirectory: folder,
  blobstoreDiskLocation: join(folder, "blobs"),
  didPlcUrl: `http://127.0.0.1:${directoryPort}`,
  serviceHandleDomains: [".test"],
  inviteRequired: false,
  crawlers: [],
  disableSsrfProtection: true,
  jwtSecret: randomBytes(16).toString("hex"),
  adminPassword: randomBytes(16).toString("hex"),
  dpopSecret: randomBytes(32).toString("hex"),
  plcRotationKeyK256PrivateKeyHex: randomBytes(32).toString("hex"),
};
const server = await PDS.create(envToCfg(settings), envToSecrets(settings));
await server.start();
console.log(`http://127.0.0.1:${port}`);

process.stdin.resume();
process.stdin.on("end", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
