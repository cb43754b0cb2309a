//! The table of embedded files: names, types, hashes, compressed forms, and the Rust source that holds it.

use crate::Result;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
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
    /// Where the script is that loads parts.
    pub loader_path: Option<String>,
    /// Files with parts of the browser's half, each with the parts that need it.
    pub packs: Vec<(String, Vec<String>)>,
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
            loader_path: None,
            packs: Vec::new(),
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

    /// Writes the files, their compressed forms when `compress`, and `assets.rs` into `out`. Gives the size of each file
    /// in brotli, by its path; without compression there is none.
    pub fn write(&self, out: &Path, compress: bool) -> Result<BTreeMap<String, usize>> {
        let folder = out.join("embedded");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("public.css"), &self.public_css)?;

        let mut source = self.constants()?;
        writeln!(source, "/// Every embedded file.\npub static ASSETS: &[Asset] = &[")?;
        let mut sizes = BTreeMap::new();
        for (number, file) in self.files.iter().enumerate() {
            if let Some(bytes) = self.entry(&mut source, &folder, number, file, compress)? {
                sizes.insert(file.path.clone(), bytes);
            }
        }
        writeln!(source, "];")?;
        fs::write(out.join("assets.rs"), source)?;
        Ok(sizes)
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
        writeln!(
            text,
            "/// Where the script is that loads parts of the browser's half; none where it is left out."
        )?;
        writeln!(text, "pub const LOADER_PATH: Option<&str> = {:?};", self.loader_path)?;
        writeln!(text, "/// Every file with such parts.\npub static PACKS: &[Pack] = &[")?;
        for (path, parts) in &self.packs {
            writeln!(text, "    Pack {{ path: {path:?}, parts: &{parts:?} }},")?;
        }
        writeln!(text, "];")?;
        writeln!(text, "/// The public page's style sheet, to be put into the page.")?;
        writeln!(text, "pub const PUBLIC_CSS: &str = include_str!(\"embedded/public.css\");")?;
        Ok(text)
    }

    /// Writes one file and its row; gives its size in brotli.
    fn entry(
        &self,
        source: &mut String,
        folder: &Path,
        number: usize,
        file: &Built,
        compress: bool,
    ) -> Result<Option<usize>> {
        let plain = format!("{number}");
        fs::write(folder.join(&plain), &file.bytes)?;
        let mut forms = [("br", None), ("gz", None)];
        if compress {
            forms = [("br", Some(brotli(&file.bytes)?)), ("gz", Some(gzip(&file.bytes)?))];
        }
        let size = forms[0].1.as_ref().map(Vec::len);
        writeln!(source, "    Asset {{\n        path: {:?},", file.path)?;
        writeln!(source, "        content_type: {:?},", content_type(&file.path)?)?;
        writeln!(source, "        hash: {:?},", hash([file.bytes.as_slice()]))?;
        writeln!(source, "        immutable: {},", file.immutable)?;
        let is_worth_it = |form: &Vec<u8>| form.len() + file.bytes.len() / WORTH_IT < file.bytes.len();
        // Who takes nothing packed gets what is unpacked from gzip.
        match forms[1].1.as_ref().is_some_and(is_worth_it) {
            true => writeln!(source, "        plain: None,")?,
            false => writeln!(source, "        plain: Some(include_bytes!(\"embedded/{plain}\")),")?,
        }
        for (ending, form) in forms {
            match form.filter(is_worth_it) {
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
        Ok(size)
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
