// The browser suite on PostgreSQL: one throw-away cluster for the run, one database for each server.
//
// COMMAND_POST_E2E_DATABASE=postgres asks for it. Without it every server keeps SQLite in its data folder.

import { execFileSync } from "node:child_process";
import { join } from "node:path";

/** Where the cluster's socket and programs are; the runner makes it, its workers find it. */
const folder = process.env.COMMAND_POST_E2E_CLUSTER;

export const onPostgres = process.env.COMMAND_POST_E2E_DATABASE === "postgres";

/** Run once, before the first worker. The cluster goes when this process ends. */
export default function start(): void {
  if (!onPostgres) return;
  // Sockets have short paths: not below a TMPDIR of any length.
  const made = `/tmp/pg-e2e-${process.pid}`;
  const script = join(import.meta.dirname, "../server/tests/support/cluster.sh");
  execFileSync("sh", [script, made, String(process.pid)], { stdio: ["ignore", "ignore", "inherit"] });
  process.env.COMMAND_POST_E2E_CLUSTER = made;
}

let databases = 0;

/** The address of a new, empty database; none where servers keep SQLite. */
export function newDatabase(): string | undefined {
  if (!folder) return undefined;
  databases += 1;
  const name = `test_${process.pid}_${databases}`;
  execFileSync(join(folder, "bin/createdb"), ["--host", folder, "--username=postgres", name]);
  return `postgres://postgres@localhost/${name}?host=${folder}`;
}
