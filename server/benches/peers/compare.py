"""Times linters on the same drafts, in one run, and prints one table.

usage: compare.py JSONL_BINARY FOLDER_OF_PEERS CORPUS

Each linter runs inside a process that is already there, so that the figures are of linting and not of starting.
"""

import json
import statistics
import subprocess
import sys
from pathlib import Path

DRAFTS = 60
CHARACTERS = 2000
HARM = ("eta", "root-cause", "blame", "minimising", "cliche")

# What somebody writes down in ten minutes: the baseline that a grammar has to beat.
EXPRESSIONS = (
    r"\b(?:within|in|over) (?:the next |about |around )?(?:an?|\d+|one|two|a few|a couple of) (?:minutes?|mins?|hours?|hrs?|days?)\b",
    r"\b(?:by|before|at) \d{1,2}(?::\d\d)? ?(?:am|pm|utc|cet|est|pst)\b",
    r"\b(?:shortly|soon|momentarily|as soon as possible|ETA)\b",
    r"\b(?:expect|estimate|anticipate|hope)\w* .{0,40}\b(?:fixed|resolved|restored|back|repaired)\b",
    r"\b(?:due to|caused by|because of|as a result of|owing to)\b.{0,60}",
    r"\b(?:root )?cause (?:is|was)\b",
    r"\b(?:misconfigur\w+|bad (?:deploy|config)\w*|faulty \w+|bug in)\b",
    r"\b(?:our|the|a|an) (?:upstream |hosting |cloud |third[- ]party )?(?:provider|vendor|supplier|carrier|partner)\b",
    r"\b(?:AWS|Amazon|Azure|Google|Cloudflare|Stripe|GitHub|Fastly|Twilio)\b.{0,40}\b(?:outage|issue|problem|incident|down)",
    r"\b(?:small|limited) (?:number|subset|percentage) of\b",
    r"\b(?:minor|brief|slight|slightly|intermittent|intermittently|occasional|occasionally)\b",
    r"\b(?:some )?(?:users|customers) may\b",
    r"\b(?:sorry|apologi[sz]e|apologies|regret).{0,30}\binconvenience\b",
)

NODE = """
const fs = require('fs'), path = require('path');
const { pathToFileURL } = require('url');
const [,, tool, file] = process.argv;
const drafts = JSON.parse(fs.readFileSync(file, 'utf8'));
const load = name => import(pathToFileURL(require.resolve(name, { paths: [process.cwd()] })));
async function make() {
  if (tool === 'write-good') { const wg = require(path.join(process.cwd(), 'node_modules/write-good')); return async t => wg(t).map(f => [f.index, f.index + f.offset]); }
  if (tool === 'alex') { const m = await load('alex'); return async t => m.markdown(t).messages.map(f => span(t, f)); }
  const { createLinter, loadTextlintrc } = await load('textlint');
  fs.writeFileSync('.textlintrc.json', JSON.stringify({ rules: { 'write-good': true } }));
  const linter = createLinter({ descriptor: await loadTextlintrc({ configFilePath: '.textlintrc.json' }) });
  return async t => (await linter.lintText(t, 'draft.md')).messages.map(f => f.range);
}
function span(text, f) {
  const at = p => { const lines = text.split('\\n'); let n = 0; for (let i = 0; i < p.line - 1; i++) n += lines[i].length + 1; return n + p.column - 1; };
  const place = f.place || f.position || { start: { line: f.line, column: f.column }, end: { line: f.line, column: f.column + 1 } };
  return [at(place.start), at(place.end || place.start)];
}
make().then(async lint => {
  const out = [];
  for (let round = 0; round < 2; round++) for (const [i, text] of drafts.entries()) {
    const began = process.hrtime.bigint();
    const found = await lint(text);
    out[i] = { ms: Number(process.hrtime.bigint() - began) / 1e6, found };
  }
  console.log(JSON.stringify(out));
});
"""

PROSELINT = """
import json, sys, time
drafts = json.load(open(sys.argv[1]))
try:
    from proselint.checks import __register__
    from proselint.registry import CheckRegistry
    from proselint.tools import LintFile
    registry = CheckRegistry(); registry.register_many(__register__)
    def lint(text):
        return [list(r.check_result.span) for r in LintFile("draft", text).lint()]
except ImportError:
    from proselint.tools import lint as run
    def lint(text):
        return [[r[4], r[5]] for r in run(text)]
out = []
for text in drafts:
    lint(text)
    began = time.perf_counter(); found = lint(text)
    out.append({"ms": (time.perf_counter() - began) * 1e3, "found": found})
print(json.dumps(out))
"""


def drafts(corpus):
    """Labelled updates, strung together to drafts of a length, with the places that customers mind."""
    updates = [json.loads(line) for file in sorted(Path(corpus).glob("*.jsonl")) for line in open(file, encoding="utf-8")]
    updates = [u for u in updates if u["state"] == "identified" and u["text"].isascii()]
    made, text, marks = [], "", []
    for update in updates:
        for rule in HARM:
            for mark in update["labels"].get(rule, []):
                at = update["text"].find(mark)
                marks.append((len(text) + at, len(text) + at + len(mark)))
        text += update["text"] + "\n\n"
        if len(text) >= CHARACTERS:
            made.append((text, marks))
            text, marks = "", []
    step = max(1, len(made) // DRAFTS)
    return made[::step][:DRAFTS]


def ours(binary, texts):
    """The linter's own time is measured by its bench; here it runs as a process over all drafts, and is divided."""
    import time

    lines = "".join(json.dumps({"id": str(i), "state": "identified", "text": t}) + "\n" for i, t in enumerate(texts))
    run = lambda text: subprocess.run([binary], input=text, capture_output=True, text=True, check=True).stdout
    run(lines)
    rounds = 20
    began = time.perf_counter()
    out = run(lines * rounds)
    each = (time.perf_counter() - began) * 1e3 / (rounds * len(texts))
    answers = [json.loads(line) for line in out.splitlines()[: len(texts)]]
    return [{"ms": each, "found": [[f["start"], f["end"]] for f in a["findings"]]} for a in answers]


def expressions(texts):
    """The expressions, on the same drafts."""
    import re
    import time

    patterns = [re.compile(e, re.IGNORECASE) for e in EXPRESSIONS]
    out = []
    for text in texts:
        began = time.perf_counter()
        found = [list(m.span()) for p in patterns for m in p.finditer(text)]
        out.append({"ms": (time.perf_counter() - began) * 1e3, "found": found})
    return out


def row(name, made, out):
    times = sorted(o["ms"] for o in out)
    marks = hit = found = right = 0
    for (_, wanted), o in zip(made, out):
        spans = [s for s in o["found"] if s]
        found += len(spans)
        marks += len(wanted)
        right += sum(any(s[0] < e and b < s[1] for b, e in wanted) for s in spans)
        hit += sum(any(s[0] < e and b < s[1] for s in spans) for b, e in wanted)
    p50, p99 = statistics.median(times), times[int((len(times) - 1) * 0.99)]
    print(f"| {name:<24} | {p50:9.2f} | {p99:9.2f} | {found:8} | {100 * hit / max(1, marks):5.0f} % | {100 * right / max(1, found):5.0f} % |")


def main(binary, folder, corpus):
    made = drafts(corpus)
    texts = [text for text, _ in made]
    file = Path(folder) / "drafts.json"
    file.write_text(json.dumps(texts), encoding="utf-8")
    print(f"{len(texts)} drafts of about {CHARACTERS} characters\n")
    print("| linter                   | p50 in ms | p99 in ms | findings | finds   | right   |")
    print("|--------------------------|-----------|-----------|----------|---------|---------|")
    row("command-post lint", made, ours(binary, texts))
    row(f"{len(EXPRESSIONS)} regular expressions", made, expressions(texts))
    for tool in ("write-good", "alex", "textlint"):
        out = subprocess.run(["node", "-e", NODE, "x", tool, str(file)], cwd=folder, capture_output=True, text=True)
        told = out.stderr.strip().splitlines()[-1:] or ["failed"]
        row(tool + (" + write-good" if tool == "textlint" else ""), made, json.loads(out.stdout)) if out.stdout else print(f"| {tool:<24} | {told[0][:60]} |")
    out = subprocess.run([f"{folder}/python/bin/python", "-c", PROSELINT, str(file)], capture_output=True, text=True)
    told = out.stderr.strip().splitlines()[-1:] or ["failed"]
    row("proselint", made, json.loads(out.stdout)) if out.stdout else print(f"| proselint | {told[0][:80]} |")
    print("\n“finds”: the share of marked promises, causes, blame, playing down and empty apologies that a finding touches; “right”: the share of findings that touch one.")


if __name__ == "__main__":
    main(*sys.argv[1:])
