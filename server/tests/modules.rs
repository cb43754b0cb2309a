//! What the build does to the modules of the browser's half: leaves out what nobody calls, and makes one of many.

#[path = "../build/content.rs"]
mod content;
#[path = "../build/merge.rs"]
mod merge;
#[path = "../build/prune.rs"]
mod prune;

use std::error::Error;

use content::Content;
use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, Encode, EntityType,
    Function, FunctionSection, GlobalType, ImportSection, InstructionSink, MemoryType, Module, NameMap,
    NameSection, RefType, StartSection, TableType, TypeSection, ValType,
};
use wasmparser::{KnownCustom, Operator, Parser, Payload, RelocSectionReader};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// A piece as the splitter writes it: every function takes nothing and gives a number.
#[derive(Default)]
struct Draft {
    bodies: Vec<Function>,
    slots: ElementSection,
    data: DataSection,
    names: NameMap,
}

impl Draft {
    /// Adds a function; gives its number.
    fn function(&mut self, code: impl FnOnce(&mut InstructionSink<'_>)) -> u32 {
        let mut body = Function::new([]);
        let mut sink = body.instructions();
        code(&mut sink);
        sink.end();
        self.bodies.push(body);
        u32::try_from(self.bodies.len()).expect("few functions") - 1
    }

    fn relay(&mut self, slot: i32) -> u32 {
        self.function(|code| {
            code.i32_const(slot).call_indirect(0, 0);
        })
    }

    fn in_slot(&mut self, slot: i32, function: u32) {
        self.slots.active(None, &ConstExpr::i32_const(slot), Elements::Functions([function][..].into()));
    }

    fn data(&mut self, address: i32, bytes: &[u8], segment: &str) {
        self.names.append(self.data.len(), segment);
        self.data.active(0, &ConstExpr::i32_const(address), bytes.to_vec());
    }

    fn module(&self) -> Module {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        let (mut functions, mut code) = (FunctionSection::new(), CodeSection::new());
        for body in &self.bodies {
            functions.function(0);
            code.function(body);
        }
        let mut names = NameSection::new();
        names.data(&self.names);
        let mut module = Module::new();
        module.section(&types).section(&imports()).section(&functions).section(&self.slots);
        module.section(&code).section(&self.data).section(&names);
        module
    }

    fn finish(&self) -> Vec<u8> {
        self.module().finish()
    }
}

fn imports() -> ImportSection {
    let table = TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: 20,
        maximum: None,
        shared: false,
    };
    let memory =
        MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
    let mut imports = ImportSection::new();
    imports.import(
        "__wasm_split",
        "stack",
        GlobalType { val_type: ValType::I32, mutable: true, shared: false },
    );
    imports.import("__wasm_split", "memory", memory).import(
        "__wasm_split",
        "table",
        EntityType::Table(table),
    );
    imports
}

/// What the function in a slot calls first.
fn called_from(piece: &Content<'_>, slot: u32) -> u32 {
    let (_, body) = &piece.functions[piece.slots[&slot] as usize];
    let code = body.get_operators_reader().expect("code");
    let calls = code.into_iter().find_map(|op| match op.expect("an instruction") {
        Operator::Call { function_index } => Some(function_index),
        _ => None,
    });
    calls.unwrap_or_else(|| panic!("the function in slot {slot} calls nothing"))
}

fn merged(pieces: &[&Draft]) -> Vec<u8> {
    let modules: Vec<Vec<u8>> = pieces.iter().map(|piece| piece.finish()).collect();
    let contents: Vec<Content<'_>> =
        modules.iter().map(|module| Content::read(module).expect("a piece")).collect();
    merge::merge(&contents.iter().collect::<Vec<_>>()).expect("one module")
}

#[test]
fn pieces_in_one_module_call_each_other_directly_and_all_else_through_one_relay() {
    let (mut one, mut other) = (Draft::default(), Draft::default());
    let (beside, elsewhere) = (one.relay(5), one.relay(9));
    for (slot, callee) in [(3, beside), (4, elsewhere)] {
        let caller = one.function(|code| {
            code.call(callee);
        });
        one.in_slot(slot, caller);
    }
    let seven = other.function(|code| {
        code.i32_const(7);
    });
    other.in_slot(5, seven);
    let elsewhere = other.relay(9);
    let caller = other.function(|code| {
        code.call(elsewhere);
    });
    other.in_slot(6, caller);

    let module = merged(&[&one, &other]);
    let module = Content::read(&module).expect("a module");
    assert_eq!(module.slots.keys().copied().collect::<Vec<_>>(), [3, 4, 5, 6]);
    assert_eq!(called_from(&module, 3), module.slots[&5], "beside it");
    assert_eq!(called_from(&module, 4), called_from(&module, 6), "one relay for both");
    let relays: Vec<u32> =
        (0..module.functions.len()).filter_map(|function| module.relayed(function)).collect();
    assert_eq!(relays, [9], "to what is elsewhere");
    assert_eq!(module.functions.len(), 5, "no relay to what is beside it");
}

#[test]
fn a_function_in_the_table_is_kept_even_where_it_only_calls_another() {
    let mut piece = Draft::default();
    let (first, second) = (piece.relay(2), piece.relay(1));
    piece.in_slot(1, first);
    piece.in_slot(2, second);
    let module = merged(&[&piece]);
    assert_eq!(Content::read(&module).expect("a module").slots.len(), 2);
}

#[test]
fn constants_come_with_each_module_and_what_is_written_to_with_the_core() {
    let (mut one, mut other) = (Draft::default(), Draft::default());
    one.data(10, b"ab", ".rodata");
    one.data(100, b"state", ".data");
    one.data(200, &[0; 8], ".bss");
    other.data(12, b"cd", ".rodata");
    other.data(20, b"e", ".rodata");
    other.data(105, b"!", ".data");

    let module = merged(&[&one, &other]);
    let module = Content::read(&module).expect("a module");
    let constants: Vec<_> = module.data.iter().map(|data| (data.address, data.bytes)).collect();
    assert_eq!(constants, [(10, &b"abcd"[..]), (20, b"e")]);
    let modules = [one.finish(), other.finish()];
    let contents = modules.each_ref().map(|module| Content::read(module).expect("a piece"));
    assert_eq!(merge::state(&contents), [(100, b"state!".to_vec())]);
}

#[test]
fn refuses_what_the_splitter_does_not_write() {
    let mut types = TypeSection::new();
    types.ty().function([], []);
    let mut imports = ImportSection::new();
    imports.import("__wasm_split", "f", EntityType::Function(0));
    let importing = {
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.finish()
    };
    let starting = {
        let mut module = Module::new();
        module.section(&StartSection { function_index: 0 });
        module.finish()
    };
    for (module, why) in [(importing, "imports a function"), (starting, "by itself")] {
        let error = Content::read(&module).err().expect("an error").to_string();
        assert!(error.contains(why), "{error}");
    }
    assert!(merge::merge(&[]).is_err(), "nothing to merge");
}

/// What the linker writes: two functions that call each other, with names and a relocation for each call.
fn linked(names: [&str; 2]) -> Vec<u8> {
    let (mut functions, mut code, mut map) = (FunctionSection::new(), CodeSection::new(), NameMap::new());
    for (number, name) in (0..).zip(names) {
        functions.function(0);
        // A call of the other one, with the room that relocations need.
        code.raw(&[0, 0x10, 0x81 - u8::try_from(number).expect("0 or 1"), 0x80, 0x80, 0x80, 0, 0x0b]);
        map.append(number, name);
    }
    let mut types = TypeSection::new();
    types.ty().function([], [ValType::I32]);
    let mut section = NameSection::new();
    section.functions(&map);
    let mut relocations = Vec::new();
    for number in [2_u32, 2] {
        number.encode(&mut relocations);
    }
    for offset in [4_u32, 13] {
        relocations.push(0);
        offset.encode(&mut relocations);
        0_u32.encode(&mut relocations);
    }
    let relocations = CustomSection { name: "reloc.CODE".into(), data: relocations.into() };
    let mut module = Module::new();
    module.section(&types).section(&functions).section(&code).section(&relocations).section(&section);
    module.finish()
}

#[test]
fn a_function_that_nobody_calls_is_empty_and_leads_nowhere() {
    let module = linked(["_ZN8into_any13hydrate_async17h0E", "_ZN8into_any5build17h0E"]);
    let pruned = prune::prune(&module).expect("a smaller module");
    let (mut bodies, mut relocations) = (Vec::new(), Vec::new());
    for payload in Parser::new(0).parse_all(&pruned) {
        match payload.expect("a section") {
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().to_vec()),
            Payload::CustomSection(section) => {
                if let KnownCustom::Reloc(reader) = section.as_known() {
                    relocations = offsets(&reader);
                }
            }
            _ => {}
        }
    }
    assert_eq!(bodies[0], [0, 0, 1, 1, 1, 1, 1, 0x0b], "as long as it was");
    assert_eq!(bodies[1][1], 0x10, "the other one still calls");
    assert_eq!(relocations, [13], "of the other one");
}

fn offsets(reader: &RelocSectionReader<'_>) -> Vec<u32> {
    reader.entries().into_iter().map(|entry| entry.expect("a relocation").offset).collect()
}

#[test]
fn looking_for_what_is_not_there_any_more_stops_the_build() {
    let error =
        prune::prune(&linked(["_ZN4main17h0E", "_ZN8into_any5build17h0E"])).expect_err("nothing found");
    assert!(error.to_string().contains("hydrate_async"), "{error}");
}
