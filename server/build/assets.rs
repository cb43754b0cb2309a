//! The table of embedded files: names, types, hashes, compressed forms, and the Rust source that holds it.

use crate::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// A compressed form is kept only when it saves at least this share of the size (1/20).
const WORTH_IT: usize = 20;

/// One file to embed.
pub struct Built {
    path: String,
    bytes: Vec<u8>,
    /// Its name holds its hash, so that it never changes.
    immutable: bool,
}

impl Built {
    /// A file whose name holds its hash.
    pub fn hashed(path: String, bytes: Vec<u8>) -> Self {
        Self { path, bytes, immutable: true }
    }

    /// A file that keeps its name from build to build.
    pub fn named(path: String, bytes: Vec<u8>) -> Self {
        Self { path, bytes, immutable: false }
    }
}

/// Everything that `$OUT_DIR/assets.rs` says.
pub struct Table {
    /// What Leptos puts before `.js` and `_bg.wasm`.
    pub output_name: String,
    /// Where the style sheet of the staff pages is.
    pub style_path: String,
    /// The public page's style sheet, as text to put into the page.
    pub public_css: String,
    files: Vec<Built>,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            output_name: "app".into(),
            style_path: String::new(),
            public_css: String::new(),
            files: Vec::new(),
        }
    }
}

impl Table {
    /// Adds a file.
    pub fn add(&mut self, file: Built) {
        self.files.push(file);
    }

    /// Writes the files, their compressed forms when `compress`, and `assets.rs` into `out`.
    pub fn write(&self, out: &Path, compress: bool) -> Result<()> {
        let folder = out.join("embedded");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("public.css"), &self.public_css)?;

        let mut source = self.constants()?;
        writeln!(source, "/// Every embedded file.\npub static ASSETS: &[Asset] = &[")?;
        for (number, file) in self.files.iter().enumerate() {
            self.entry(&mut source, &folder, number, file, compress)?;
        }
        writeln!(source, "];")?;
        fs::write(out.join("assets.rs"), source)?;
        Ok(())
    }

    fn constants(&self) -> Result<String> {
        let all = self.files.iter().flat_map(|file| [file.path.as_bytes(), file.bytes.as_slice()]);
        let build_id = hash(all.chain([self.public_css.as_bytes()]));
        let mut text = String::new();
        let mut constant = |doc: &str, name: &str, value: &str| {
            writeln!(text, "/// {doc}\npub const {name}: &str = {value:?};")
        };
        constant("What Leptos puts before `.js` and `_bg.wasm`.", "OUTPUT_NAME", &self.output_name)?;
        constant(
            "Names this build: changes when anything that the browser gets changes.",
            "BUILD_ID",
            &build_id,
        )?;
        constant("Where the style sheet of the staff pages is.", "STYLE_PATH", &self.style_path)?;
        writeln!(text, "/// The public page's style sheet, to be put into the page.")?;
        writeln!(text, "pub const PUBLIC_CSS: &str = include_str!(\"embedded/public.css\");")?;
        Ok(text)
    }

    fn entry(
        &self,
        source: &mut String,
        folder: &Path,
        number: usize,
        file: &Built,
        compress: bool,
    ) -> Result<()> {
        let plain = format!("{number}");
        fs::write(folder.join(&plain), &file.bytes)?;
        let mut forms = [("br", None), ("gz", None)];
        if compress {
            forms = [("br", Some(brotli(&file.bytes)?)), ("gz", Some(gzip(&file.bytes)?))];
        }
        writeln!(source, "    Asset {{\n        path: {:?},", file.path)?;
        writeln!(source, "        content_type: {:?},", content_type(&file.path)?)?;
        writeln!(source, "        hash: {:?},", hash([file.bytes.as_slice()]))?;
        writeln!(source, "        immutable: {},", file.immutable)?;
        writeln!(source, "        plain: include_bytes!(\"embedded/{plain}\"),")?;
        for (ending, form) in forms {
            match form.filter(|form| form.len() + file.bytes.len() / WORTH_IT < file.bytes.len()) {
                Some(form) => {
                    fs::write(folder.join(format!("{plain}.{ending}")), form)?;
                    writeln!(
                        source,
                        "        {ending}: Some(include_bytes!(\"embedded/{plain}.{ending}\")),"
                    )?;
                }
                None => writeln!(source, "        {ending}: None,")?,
            }
        }
        writeln!(source, "    }},")?;
        Ok(())
    }
}

/// The first 64 bits of a SHA-256 over the parts, as hexadecimal digits.
pub fn hash<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part);
    }
    digest.finalize().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The media type by the name's ending; an ending nobody thought of stops the build.
fn content_type(path: &str) -> Result<&'static str> {
    let ending = path.rsplit('.').next().unwrap_or_default();
    Ok(match ending {
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        _ => return Err(format!("{path}: what media type has .{ending}? (server/build/assets.rs)").into()),
    })
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let best = BrotliEncoderParams { quality: 11, lgwin: 22, ..BrotliEncoderParams::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &best)?;
    Ok(packed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?)
}
