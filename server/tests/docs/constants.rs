//! Reads constants, their values and their meaning from the source.

use std::collections::BTreeMap;

use syn::{Attribute, BinOp, Expr, ExprCall, ItemConst, Lit, Meta, Type};

use super::{files, read};

/// A constant of the source, at the top of a module.
pub struct Constant {
    pub name: String,
    /// The first paragraph of its doc comment; empty without one.
    pub meaning: String,
    pub file: String,
    pub value: Value,
}

/// What a constant says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    Count(i128),
    Bytes(i128),
    Micros(i128),
}

impl Value {
    fn number(self) -> i128 {
        match self {
            Self::Count(number) | Self::Bytes(number) | Self::Micros(number) => number,
        }
    }
}

/// The constants of the folder that are a number or a span of time, by file and in the order of the source.
pub fn read_constants(folder: &str) -> Vec<Constant> {
    let mut found = Vec::new();
    for file in files(folder, "rs") {
        // What cannot be parsed alone is a text of several lines, never a number.
        let items = constants_of(&read(&file)).into_iter().filter_map(|source| syn::parse_str(&source).ok());
        found.extend(items.map(|item| (file.clone(), item)));
    }
    let scope = Scope::new(&found);
    let constant = |(file, item): &(String, ItemConst)| {
        let value = scope.value(file, item)?;
        let (name, meaning) = (item.ident.to_string(), meaning(&item.attrs));
        Some(Constant { name, meaning, file: file.clone(), value })
    };
    found.iter().filter_map(constant).collect()
}

/// The source of each constant at the top of a module, with its doc comment. Parsing whole files takes ten times as long.
fn constants_of(text: &str) -> Vec<String> {
    let (mut found, mut item) = (Vec::new(), String::new());
    let mut is_inside = false;
    for line in text.lines() {
        let is_doc = line.starts_with("///") || line.starts_with("#[");
        is_inside |= starts_constant(line);
        if !is_inside && !is_doc {
            item.clear();
            continue;
        }
        item.push_str(line);
        item.push('\n');
        if is_inside && line.ends_with(';') {
            found.push(std::mem::take(&mut item));
            is_inside = false;
        }
    }
    found
}

fn starts_constant(line: &str) -> bool {
    let visible = line.strip_prefix("pub").map_or(line, |rest| match rest.split_once(") ") {
        Some((scope, rest)) if scope.starts_with('(') => rest,
        _ => rest.trim_start(),
    });
    visible.strip_prefix("const ").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// The first paragraph of a doc comment, with links reduced to their words.
fn meaning(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let Meta::NameValue(pair) = &attribute.meta else { return None };
        let Expr::Lit(literal) = &pair.value else { return None };
        let Lit::Str(text) = &literal.lit else { return None };
        pair.path.is_ident("doc").then(|| text.value().trim().to_owned())
    });
    let paragraph: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    paragraph.join(" ").replace("[`", "`").replace("`]", "`")
}

/// The constants by name, for those that are written in terms of others.
struct Scope<'a> {
    by_name: BTreeMap<String, Vec<(&'a str, &'a ItemConst)>>,
}

impl<'a> Scope<'a> {
    fn new(found: &'a [(String, ItemConst)]) -> Self {
        let mut by_name: BTreeMap<String, Vec<(&str, &ItemConst)>> = BTreeMap::new();
        for (file, item) in found {
            by_name.entry(item.ident.to_string()).or_default().push((file, item));
        }
        Self { by_name }
    }

    /// The value of a constant of a counting type; `None` for anything else.
    fn value(&self, file: &str, item: &ItemConst) -> Option<Value> {
        let Type::Path(path) = &*item.ty else { return None };
        let number = self.number(file, &item.expr)?;
        match path.path.segments.last()?.ident.to_string().as_str() {
            "Span" | "Duration" => Some(Value::Micros(number)),
            "usize" | "u16" | "u32" | "u64" | "i64" | "NonZeroU32" | "NonZeroUsize" => {
                let bytes = item.ident.to_string().contains("BYTES") || is_in_kibibytes(&item.expr);
                Some(if bytes { Value::Bytes(number) } else { Value::Count(number) })
            }
            _ => None,
        }
    }

    /// The number that an expression stands for, times in microseconds.
    fn number(&self, file: &str, expr: &Expr) -> Option<i128> {
        match expr {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Int(number) => number.base10_parse().ok(),
                _ => None,
            },
            Expr::Binary(pair) => {
                let (left, right) = (self.number(file, &pair.left)?, self.number(file, &pair.right)?);
                match pair.op {
                    BinOp::Mul(_) => left.checked_mul(right),
                    BinOp::Div(_) => left.checked_div(right),
                    BinOp::Add(_) => left.checked_add(right),
                    BinOp::Sub(_) => left.checked_sub(right),
                    BinOp::Shl(_) => left.checked_shl(u32::try_from(right).ok()?),
                    _ => None,
                }
            }
            Expr::Cast(cast) => self.number(file, &cast.expr),
            Expr::Paren(inner) => self.number(file, &inner.expr),
            // The number inside of a span.
            Expr::Field(field) => self.number(file, &field.base),
            // `NonZeroU32::new(10).expect("not zero")`
            Expr::MethodCall(call) if call.method == "expect" => self.number(file, &call.receiver),
            Expr::Call(call) => self.call(file, call),
            Expr::Path(path) => {
                let segments: Vec<String> = path.path.segments.iter().map(|s| s.ident.to_string()).collect();
                self.named(file, &segments)
            }
            _ => None,
        }
    }

    /// A constructor of a span or of a number that is not zero.
    fn call(&self, file: &str, call: &ExprCall) -> Option<i128> {
        let Expr::Path(path) = &*call.func else { return None };
        let name = path.path.segments.last()?.ident.to_string();
        let number = self.number(file, call.args.first()?)?;
        let micros = match name.as_str() {
            "new" => 1,
            "from_millis" => 1_000,
            "from_secs" | "seconds" => 1_000_000,
            "minutes" | "from_mins" => 60_000_000,
            "hours" | "from_hours" => 3_600_000_000,
            "days" => 86_400_000_000,
            _ => return None,
        };
        number.checked_mul(micros)
    }

    /// Another constant: of this file, of the module that is named, or the only one of its name.
    fn named(&self, file: &str, segments: &[String]) -> Option<i128> {
        let (name, modules) = segments.split_last()?;
        let all = self.by_name.get(name)?;
        let is_in =
            |place: &str| modules.last().is_some_and(|module| place.ends_with(&format!("/{module}.rs")));
        let here = all.iter().find(|(place, _)| *place == file && modules.is_empty());
        let there = all.iter().find(|(place, _)| is_in(place));
        let only = (all.len() == 1).then(|| &all[0]);
        let (place, item) = here.or(there).or(only)?;
        self.value(place, item).map(Value::number)
    }
}

/// `64 * 1024` and `1 << 20` are written by somebody who thinks of bytes.
fn is_in_kibibytes(expr: &Expr) -> bool {
    let Expr::Binary(pair) = expr else { return false };
    let is_1024 = matches!(&*pair.right, Expr::Lit(literal)
        if matches!(&literal.lit, Lit::Int(number) if number.base10_digits() == "1024"));
    matches!(pair.op, BinOp::Shl(_)) || is_1024 || is_in_kibibytes(&pair.left)
}
