//! `lint --jsonl` without the server around it.

use std::io::{BufRead, Write};

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let update: lint::jsonl::LineIn = serde_json::from_str(&line?)?;
        serde_json::to_writer(&mut out, &update.answer())?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
