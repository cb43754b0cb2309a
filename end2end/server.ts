// A server of a test's own: the real binary, a free port, a data folder or database that goes with it.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { newDatabase } from "./postgres";

const binary = process.env.COMMAND_POST_BIN!;

export class Server {
  private readonly data = mkdtempSync(join(tmpdir(), "command-post-"));
  private readonly database = newDatabase();
  url = "";
  /** What it complained about, in its own words. */
  readonly complaints: string[] = [];
  private process?: ChildProcess;

  /** Starts with the demo company, or empty. */
  static async start({ demo = true, flags = [] as string[] } = {}): Promise<Server> {
    const server = new Server(demo, flags);
    await server.run("127.0.0.1:0");
    return server;
  }

  /** Starts on what another command leaves in an empty folder. */
  static async startAfter(...words: string[]): Promise<Server> {
    const server = new Server(false, []);
    server.command(...words);
    await server.run("127.0.0.1:0");
    return server;
  }

  private constructor(
    private readonly demo: boolean,
    private readonly flags: string[],
  ) {}

  /** kill -9: no goodbye, no flush. */
  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.process!.once("exit", resolve));
    this.process!.kill("SIGKILL");
    await gone;
  }

  /** Comes back at the same address with the same data. */
  async restart(): Promise<void> {
    await this.run(new URL(this.url).host);
  }

  async stop(): Promise<void> {
    if (this.process?.exitCode === null && this.process.signalCode === null) await this.kill();
    rmSync(this.data, { recursive: true, force: true });
  }

  /** Runs another command of the binary beside the server, on the same data. */
  command(...words: string[]): string {
    return execFileSync(binary, [...words, ...this.place()], { encoding: "utf8" });
  }

  /** The flags that say where everything is kept. */
  private place(): string[] {
    return ["--data", this.data, ...(this.database ? ["--database", this.database] : [])];
  }

  private async run(listen: string): Promise<void> {
    const words = ["serve", "--listen", listen, ...this.place(), ...(this.demo ? ["--demo"] : []), ...this.flags];
    const child = spawn(binary, words, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, RUST_LOG: "warn" } });
    this.process = child;
    child.stderr!.on("data", (data) => this.complaints.push(String(data)));
    const lines = createInterface({ input: child.stdout! });
    this.url = await new Promise<string>((resolve, reject) => {
      lines.on("line", (line) => {
        const address = line.match(/http:\/\/[^\s/)]+/);
        if (address) resolve(address[0]);
      });
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${this.complaints.join("")}`)));
    });
  }
}
