//! Leaves out functions that nobody calls, though pointers lead to them, so that the linker has to keep them. Leptos
//! keeps such pointers beside every erased view, for a way to start that this app does not go.
//!
//! The splitter follows relocations: a function whose body is empty and has none leads nowhere, so all that only it
//! needed is gone too. Should somebody call it after all it traps, which any browser test sees.

use crate::Result;
use std::collections::HashSet;
use std::ops::Range;
use wasm_encoder::Encode;
use wasmparser::{
    BinaryReader, CustomSectionReader, KnownCustom, Name, NameSectionReader, Parser, Payload,
    RelocSectionReader, TypeRef,
};

/// What is in the names of such functions: what takes a view over piece by piece while its parts are on their way. The
/// app takes a page over at once, with its parts there (`hydrate_body`). No other function has the same body, so the
/// linker has not put one of them in the place of a function that is called.
const UNUSED: &str = "8into_any13hydrate_async17h";

/// The section with the relocations of the code.
const RELOCATIONS: &str = "reloc.CODE";
/// A module begins with what it is, and its version.
const HEAD: usize = 8;

const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const END: u8 = 0x0b;

/// What the linker wrote, with names and relocations, without [`UNUSED`].
///
/// # Errors
/// When it is no such module, or has no function of that kind: then this looks in vain.
pub fn prune(module: &[u8]) -> Result<Vec<u8>> {
    let code = Code::find(module)?;
    if code.unused.is_empty() {
        return Err(format!("no function is named like `{UNUSED}` (server/build/prune.rs)").into());
    }
    let mut pruned = module.get(..HEAD).unwrap_or_default().to_vec();
    for payload in Parser::new(0).parse_all(module) {
        let payload = payload?;
        let Some((id, range)) = payload.as_section() else { continue };
        let content = match &payload {
            Payload::CodeSectionStart { .. } => code.emptied(module)?,
            Payload::CustomSection(section) if section.name() == RELOCATIONS => code.relocations(section)?,
            _ => module[bytes(range)?].to_vec(),
        };
        pruned.push(id);
        content.encode(&mut pruned);
    }
    Ok(pruned)
}

/// The section of code.
#[derive(Default)]
struct Code {
    range: Range<usize>,
    /// The bodies of functions that nobody calls, in order.
    unused: Vec<Range<usize>>,
}

impl Code {
    fn find(module: &[u8]) -> Result<Self> {
        let (mut code, mut bodies, mut unused) = (Self::default(), Vec::new(), HashSet::new());
        let mut imported = 0;
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::ImportSection(imports) => {
                    let all: Vec<_> = imports.into_imports().collect::<std::result::Result<_, _>>()?;
                    imported = all.iter().filter(|import| matches!(import.ty, TypeRef::Func(_))).count();
                }
                Payload::CodeSectionStart { range, .. } => code.range = bytes(range)?,
                Payload::CodeSectionEntry(body) => bodies.push(bytes(body.range())?),
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        unused = unused_functions(names)?;
                    }
                }
                _ => {}
            }
        }
        let is_unused = |(number, _): &(usize, Range<usize>)| unused.contains(&(imported + number));
        code.unused = bodies.into_iter().enumerate().filter(is_unused).map(|(_, body)| body).collect();
        Ok(code)
    }

    /// The section with these bodies empty, but as long as they were.
    fn emptied(&self, module: &[u8]) -> Result<Vec<u8>> {
        let mut code = module[self.range.clone()].to_vec();
        for body in &self.unused {
            let body = &mut code[body.start - self.range.start..body.end - self.range.start];
            let [locals, first, rest @ .., end] = body else { continue };
            (*locals, *first, *end) = (0, UNREACHABLE, END);
            rest.fill(NOP);
        }
        Ok(code)
    }

    /// The relocations, but for those in these bodies.
    fn relocations(&self, section: &CustomSectionReader<'_>) -> Result<Vec<u8>> {
        let reader = RelocSectionReader::new(BinaryReader::new(section.data(), 0))?;
        let is_kept = |offset: u32| {
            let place = self.range.start + offset as usize;
            let after = self.unused.partition_point(|body| body.end <= place);
            self.unused.get(after).is_none_or(|body| place < body.start)
        };
        let (mut kept, mut count) = (Vec::new(), 0_u32);
        let mut entries = reader.entries().into_iter_with_offsets().peekable();
        while let Some(entry) = entries.next() {
            let (start, relocation) = entry?;
            let end = match entries.peek() {
                Some(Ok((next, _))) => usize::try_from(*next)?,
                _ => section.data().len(),
            };
            if is_kept(relocation.offset) {
                kept.extend_from_slice(&section.data()[usize::try_from(start)?..end]);
                count += 1;
            }
        }
        let mut content = Vec::new();
        section.name().encode(&mut content);
        reader.section_index().encode(&mut content);
        count.encode(&mut content);
        content.append(&mut kept);
        Ok(content)
    }
}

/// The numbers of the functions that nobody calls.
fn unused_functions(names: NameSectionReader<'_>) -> Result<HashSet<usize>> {
    let mut unused = HashSet::new();
    for name in names {
        if let Name::Function(functions) = name? {
            for naming in functions {
                let naming = naming?;
                if naming.name.contains(UNUSED) {
                    unused.insert(naming.index as usize);
                }
            }
        }
    }
    Ok(unused)
}

fn bytes(range: Range<u64>) -> Result<Range<usize>> {
    Ok(usize::try_from(range.start)?..usize::try_from(range.end)?)
}
