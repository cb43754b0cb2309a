//! A piece of the browser's half, as the splitter writes it: a module of its own that uses the core's memory and table.

use crate::Result;
use std::collections::{BTreeMap, HashMap};
use wasmparser::{
    DataKind, DataSectionReader, ElementItems, ElementKind, ElementSectionReader, FuncType, FunctionBody,
    Import, KnownCustom, Name, NameSectionReader, Operator, Parser, Payload, TypeRef,
};

/// What the linker names the data that never change.
const CONSTANTS: &str = ".rodata";

/// What is in a piece.
#[derive(Default)]
pub struct Content<'a> {
    pub types: Vec<FuncType>,
    /// What it takes from the core: memory, table, globals; no functions, for those it calls through the table.
    pub imports: Vec<Import<'a>>,
    /// Its functions: the number of the type, and the code.
    pub functions: Vec<(u32, FunctionBody<'a>)>,
    /// Its functions that others may call, by their slot in the table.
    pub slots: BTreeMap<u32, u32>,
    pub data: Vec<Data<'a>>,
}

/// Bytes that are in memory when the piece is there.
pub struct Data<'a> {
    pub address: u32,
    pub bytes: &'a [u8],
    /// Nothing writes over them.
    pub is_constant: bool,
}

impl<'a> Content<'a> {
    /// Reads a piece.
    ///
    /// # Errors
    /// When it is no module, or has something that the splitter's pieces do not have.
    pub fn read(module: &'a [u8]) -> Result<Self> {
        let (mut piece, mut types_of, mut bodies) = (Self::default(), Vec::new(), Vec::new());
        let mut names = HashMap::new();
        for payload in Parser::new(0).parse_all(module) {
            match payload? {
                Payload::TypeSection(types) => {
                    piece.types = types.into_iter_err_on_gc_types().collect::<std::result::Result<_, _>>()?;
                }
                Payload::ImportSection(imports) => {
                    piece.imports = imports.into_imports().collect::<std::result::Result<_, _>>()?;
                }
                Payload::FunctionSection(functions) => {
                    types_of = functions.into_iter().collect::<std::result::Result<_, _>>()?;
                }
                Payload::ElementSection(elements) => piece.slots = slots(elements)?,
                Payload::CodeSectionEntry(body) => bodies.push(body),
                Payload::DataSection(data) => piece.data = read_data(data)?,
                Payload::CustomSection(custom) => {
                    if let KnownCustom::Name(found) = custom.as_known() {
                        names = data_names(found)?;
                    }
                }
                Payload::StartSection { .. } => return Err("a piece must not do anything by itself".into()),
                _ => {}
            }
        }
        if piece.imports.iter().any(|import| matches!(import.ty, TypeRef::Func(_))) {
            return Err("a piece imports a function, which should be called through the table".into());
        }
        piece.functions = types_of.into_iter().zip(bodies).collect();
        for (number, data) in piece.data.iter_mut().enumerate() {
            data.is_constant = names.get(&number).is_some_and(|name| *name == CONSTANTS);
        }
        Ok(piece)
    }

    /// The slot that a relay calls: a function that only hands on what it was called with. By relays a piece calls what
    /// is elsewhere.
    pub fn relayed(&self, function: usize) -> Option<u32> {
        let (kind, body) = self.functions.get(function)?;
        let params = self.types.get(*kind as usize)?.params().len();
        if body.get_locals_reader().ok()?.get_count() > 0 {
            return None;
        }
        let mut code = body.get_operators_reader().ok()?;
        for param in 0..params {
            let Operator::LocalGet { local_index } = code.read().ok()? else { return None };
            if local_index as usize != param {
                return None;
            }
        }
        let Operator::I32Const { value } = code.read().ok()? else { return None };
        let is_relay = matches!(code.read(), Ok(Operator::CallIndirect { .. }))
            && matches!(code.read(), Ok(Operator::End))
            && code.eof();
        u32::try_from(value).ok().filter(|_| is_relay)
    }
}

fn slots(elements: ElementSectionReader<'_>) -> Result<BTreeMap<u32, u32>> {
    let mut slots = BTreeMap::new();
    for element in elements {
        let element = element?;
        let (ElementKind::Active { offset_expr, .. }, ElementItems::Functions(functions)) =
            (element.kind, element.items)
        else {
            return Err("a piece fills the table in an unknown way".into());
        };
        for (slot, function) in (address(&offset_expr)?..).zip(functions) {
            slots.insert(slot, function?);
        }
    }
    Ok(slots)
}

fn read_data(section: DataSectionReader<'_>) -> Result<Vec<Data<'_>>> {
    let mut found = Vec::new();
    for data in section {
        let data = data?;
        let DataKind::Active { offset_expr, .. } = data.kind else {
            return Err("a piece has data without an address".into());
        };
        found.push(Data { address: address(&offset_expr)?, bytes: data.data, is_constant: false });
    }
    Ok(found)
}

/// The names of the segments of data, by their number.
fn data_names(names: NameSectionReader<'_>) -> Result<HashMap<usize, &str>> {
    let mut found = HashMap::new();
    for name in names {
        if let Name::Data(data) = name? {
            for naming in data {
                let naming = naming?;
                found.insert(naming.index as usize, naming.name);
            }
        }
    }
    Ok(found)
}

fn address(expression: &wasmparser::ConstExpr<'_>) -> Result<u32> {
    match expression.get_operators_reader().read()? {
        Operator::I32Const { value } => Ok(value.cast_unsigned()),
        _ => Err("a piece puts something at an address that is only known later".into()),
    }
}
