//! Style sheets: an entry file and what it imports, bundled into one minified text.

use crate::Result;
use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use std::path::Path;

/// Bundles `entry` with its `@import`s. No browser targets are given: the sources are written for browsers that
/// know layers, nesting and `light-dark()`, and stay as they are.
pub fn bundle(entry: &Path) -> Result<String> {
    if !entry.is_file() {
        return Err(format!("{} is missing", entry.display()).into());
    }
    let files = FileProvider::new();
    let mut bundler = Bundler::new(&files, None, ParserOptions::default());
    let mut sheet = bundler.bundle(entry).map_err(|error| format!("style: {error}"))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| format!("style: {error}"))?;
    let printed = sheet
        .to_css(PrinterOptions { minify: true, ..PrinterOptions::default() })
        .map_err(|error| format!("style: {error}"))?;
    Ok(printed.code)
}
