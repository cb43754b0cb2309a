//! Makes one module of the pieces that are in one file. On their own, pieces call each other and the core through
//! relays and the table, and each has its types and its relays again; in one module they call each other directly, by
//! the same number everywhere, which is smaller and compresses better.
//!
//! A piece may be in several modules of which a browser loads more than one. The second fills the same slots of the
//! table with the same functions, and writes the same constants to the same places, so nothing changes. What the
//! program writes to is not in these modules: it is the core's ([`state`]).

use crate::Result;
use crate::content::{Content, Data};
use std::collections::{BTreeMap, HashMap, HashSet};
use wasm_encoder::reencode::{self, Reencode};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, FunctionSection, ImportSection, Module,
    TypeSection,
};
use wasmparser::{Import, TypeRef, Validator};

/// A function of a piece: both by number.
type Function = (usize, usize);

/// Bytes with their address.
pub type Row = (u32, Vec<u8>);

/// One module of these pieces.
///
/// # Errors
/// When the pieces do not fit together.
pub fn merge(pieces: &[&Content<'_>]) -> Result<Vec<u8>> {
    let Some(first) = pieces.first() else { return Err("there are no pieces to merge".into()) };
    if pieces.iter().any(|piece| piece.types != first.types) {
        return Err("the splitter no longer gives all pieces the same types".into());
    }
    let imports: BTreeMap<&str, &Import<'_>> =
        pieces.iter().flat_map(|piece| &piece.imports).map(|import| (import.name, import)).collect();
    let (kept, numbers) = number(pieces);

    let mut module = Module::new();
    let mut types = TypeSection::new();
    for kind in &first.types {
        types.ty().func_type(&reencode::RoundtripReencoder.func_type(kind.clone())?);
    }
    let mut section = ImportSection::new();
    for import in imports.values() {
        reencode::utils::parse_import(&mut reencode::RoundtripReencoder, &mut section, **import)?;
    }
    let mut functions = FunctionSection::new();
    let mut code = CodeSection::new();
    for (piece, function) in kept {
        let (kind, body) = &pieces[piece].functions[function];
        functions.function(*kind);
        let globals = globals(pieces[piece], &imports);
        let mut renumber = Renumber { functions: &numbers[piece], globals };
        renumber.parse_function_body(&mut code, body.clone()).map_err(|error| error.to_string())?;
    }
    module.section(&types).section(&section).section(&functions);
    module.section(&table(pieces, &numbers)).section(&code).section(&constants(pieces));
    let module = module.finish();
    Validator::new().validate_all(&module).map_err(|error| format!("merged pieces: {error}"))?;
    Ok(module)
}

/// What the program writes to, as it is before the first time. Zeros are there anyway.
pub fn state(pieces: &[Content<'_>]) -> Vec<Row> {
    let is_state = |data: &&Data<'_>| !data.is_constant && data.bytes.iter().any(|byte| *byte != 0);
    rows(pieces.iter().flat_map(|piece| &piece.data).filter(is_state))
}

/// Which functions are kept, in order, and which of these takes the place of each function, by piece. A relay to a
/// function that is here makes way for it, and of the relays to one that is elsewhere the first is kept.
fn number(pieces: &[&Content<'_>]) -> (Vec<Function>, Vec<Vec<u32>>) {
    let slots = |(number, piece): (usize, &&Content<'_>)| {
        piece
            .slots
            .iter()
            .map(move |(slot, function)| (*slot, (number, *function as usize)))
            .collect::<Vec<_>>()
    };
    let mut behind_slot: HashMap<u32, Function> = pieces.iter().enumerate().flat_map(slots).collect();
    let in_table: HashSet<Function> = behind_slot.values().copied().collect();
    let mut taken_by = |function: Function| match pieces[function.0].relayed(function.1) {
        Some(slot) if !in_table.contains(&function) => *behind_slot.entry(slot).or_insert(function),
        _ => function,
    };
    let all: Vec<Vec<Function>> = (0..pieces.len())
        .map(|piece| (0..pieces[piece].functions.len()).map(|function| taken_by((piece, function))).collect())
        .collect();
    let mut kept = Vec::new();
    for (piece, functions) in all.iter().enumerate() {
        let is_kept = |function: &usize| functions[*function] == (piece, *function);
        kept.extend((0..functions.len()).filter(is_kept).map(|function| (piece, function)));
    }
    let places: HashMap<Function, u32> = kept.iter().copied().zip(0..).collect();
    let numbers = all.iter().map(|functions| functions.iter().map(|function| places[function]).collect());
    (kept, numbers.collect())
}

/// The numbers of a piece's globals among those of all.
fn globals(piece: &Content<'_>, all: &BTreeMap<&str, &Import<'_>>) -> Vec<u32> {
    let is_global = |import: &&Import<'_>| matches!(import.ty, TypeRef::Global(_));
    let names: Vec<&str> = all.values().copied().filter(is_global).map(|import| import.name).collect();
    let place = |import: &Import<'_>| names.iter().zip(0..).find(|(name, _)| **name == import.name);
    piece.imports.iter().filter(is_global).filter_map(place).map(|(_, number)| number).collect()
}

/// The slots that the pieces fill, as few rows of neighbours as there can be.
fn table(pieces: &[&Content<'_>], numbers: &[Vec<u32>]) -> ElementSection {
    let mut rows: Vec<(u32, Vec<u32>)> = Vec::new();
    let slots: BTreeMap<u32, u32> = pieces
        .iter()
        .zip(numbers)
        .flat_map(|(piece, numbers)| {
            piece.slots.iter().map(|(slot, function)| (*slot, numbers[*function as usize]))
        })
        .collect();
    for (slot, function) in slots {
        match rows.last_mut() {
            Some((first, row)) if *first as usize + row.len() == slot as usize => row.push(function),
            _ => rows.push((slot, vec![function])),
        }
    }
    let mut section = ElementSection::new();
    for (first, row) in rows {
        section.active(None, &ConstExpr::i32_const(first.cast_signed()), Elements::Functions(row.into()));
    }
    section
}

fn constants(pieces: &[&Content<'_>]) -> DataSection {
    let is_used = |data: &&Data<'_>| data.is_constant && !data.bytes.is_empty();
    let mut section = DataSection::new();
    for (address, bytes) in rows(pieces.iter().flat_map(|piece| &piece.data).filter(is_used)) {
        section.active(0, &ConstExpr::i32_const(address.cast_signed()), bytes);
    }
    section
}

/// The data in order, neighbours together.
fn rows<'a>(data: impl Iterator<Item = &'a Data<'a>>) -> Vec<Row> {
    let mut sorted: Vec<&Data<'_>> = data.collect();
    sorted.sort_by_key(|data| data.address);
    let mut rows: Vec<Row> = Vec::new();
    for data in sorted {
        match rows.last_mut() {
            Some((first, row)) if *first as usize + row.len() == data.address as usize => {
                row.extend_from_slice(data.bytes);
            }
            _ => rows.push((data.address, data.bytes.to_vec())),
        }
    }
    rows
}

/// Writes the code of a piece with the numbers that its functions and globals have in the merged module.
struct Renumber<'a> {
    functions: &'a [u32],
    globals: Vec<u32>,
}

impl Reencode for Renumber<'_> {
    type Error = &'static str;

    fn function_index(&mut self, function: u32) -> std::result::Result<u32, reencode::Error<Self::Error>> {
        let number = self.functions.get(function as usize).copied();
        number.ok_or(reencode::Error::UserError("a piece calls a function that it does not have"))
    }

    fn global_index(&mut self, global: u32) -> std::result::Result<u32, reencode::Error<Self::Error>> {
        let number = self.globals.get(global as usize).copied();
        number.ok_or(reencode::Error::UserError("a piece uses a global that it does not import"))
    }
}
