//! What only a browser has. Called from effects and event handlers, which never run on the server.

use borsh::BorshDeserialize;
use js_sys::{Array, Uint8Array};
use leptos::prelude::{GetUntracked, RwSignal, window};
use leptos::wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, HtmlInputElement, HtmlSelectElement, KeyboardEvent, RequestInit, Response};

use crate::error::Error;
use crate::rpc;

/// A random key that names one wish, so that sending it twice acts once.
pub fn new_key() -> String {
    window().crypto().map_or_else(|_| fallback_key(), |crypto| crypto.random_uuid())
}

/// `randomUUID` needs a secure context; a plain address on a company's network has none.
fn fallback_key() -> String {
    let part = || (js_sys::Math::random() * f64::from(u32::MAX)) as u32;
    format!("{:08x}{:08x}{:08x}{:08x}", part(), part(), part(), part())
}

/// What this browser remembers under a name.
pub fn recall(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// All that this browser remembers under names that begin like this, by the rest of the name.
pub fn recall_all(prefix: &str) -> Vec<(String, String)> {
    let Ok(Some(storage)) = window().local_storage() else { return Vec::new() };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    names
        .filter_map(|name| {
            let text = storage.get_item(&name).ok().flatten()?;
            Some((name.strip_prefix(prefix)?.to_owned(), text))
        })
        .collect()
}

/// Remembers a text under a name; false where the storage is full or forbidden, which is no reason to stop typing.
pub fn remember(name: &str, text: &str) -> bool {
    let storage = window().local_storage().ok().flatten();
    storage.is_some_and(|storage| storage.set_item(name, text).is_ok())
}

pub fn forget(name: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = storage.remove_item(name);
    }
}

/// Remembers a text under a name, or forgets the name where there is none.
pub fn keep(name: &str, text: Option<&str>) {
    match text {
        Some(text) => {
            remember(name, text);
        }
        None => forget(name),
    }
}

/// Asks yes or no, in a dialog of the browser's own.
pub fn is_agreed(question: &str) -> bool {
    window().confirm_with_message(question).unwrap_or(true)
}

/// Stands for the byte 0, which no database takes in a text.
const NUL: char = '\u{100}';

/// Bytes as a text that can be remembered anywhere, a letter each.
pub fn text_of(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if *byte == 0 { NUL } else { char::from(*byte) }).collect()
}

/// The bytes of such a text.
pub fn bytes_of(text: &str) -> Vec<u8> {
    let byte = |letter| if letter == NUL { Some(0) } else { u8::try_from(u32::from(letter)).ok() };
    text.chars().filter_map(byte).collect()
}

/// Sets the sign that the browser shows in this tab.
pub fn set_tab_sign(address: &str) {
    if let Ok(Some(sign)) = leptos::prelude::document().query_selector("link[rel=icon]") {
        let _ = sign.set_attribute("href", address);
    }
}

/// Puts a text on the clipboard. A page without a secure context has none: the text can still be selected.
pub fn copy(text: &str) {
    let clipboard = js_sys::Reflect::get(&window().navigator(), &"clipboard".into());
    if clipboard.is_ok_and(|clipboard| !clipboard.is_undefined()) {
        let _ = window().navigator().clipboard().write_text(text);
    }
}

/// Sends a file, or a text in its place, to a path of ours, and reads the answer.
pub async fn upload<T: BorshDeserialize>(path: String, body: JsValue) -> Result<T, Error> {
    let request = RequestInit::new();
    request.set_method("POST");
    request.set_body(&body);
    let accept = [["accept".to_owned(), rpc::accepted()].into_iter().map(JsValue::from).collect::<Array>()];
    request.set_headers(&accept.into_iter().collect::<Array>());
    let answer = JsFuture::from(window().fetch_with_str_and_init(&path, &request)).await;
    let answer: Response = answer.ok().and_then(|answer| answer.dyn_into().ok()).ok_or(Error::Unreachable)?;
    let bytes = answer.array_buffer().map_err(|_| Error::Unreachable)?;
    let bytes = JsFuture::from(bytes).await.map_err(|_| Error::Unreachable)?;
    rpc::read_answer(answer.ok(), &Uint8Array::new(&bytes).to_vec())
}

/// Whether a path of ours is answered, and well.
pub async fn is_answered(path: &str) -> bool {
    let answer = JsFuture::from(window().fetch_with_str(path)).await;
    answer.is_ok_and(|answer| answer.dyn_into().is_ok_and(|answer: Response| answer.ok()))
}

/// The part of an address that matches a file's columns by hand; nothing where none is.
pub fn columns_by_hand(columns: &[(&str, RwSignal<String>)]) -> String {
    let chosen = columns.iter().map(|(field, heading)| (field, heading.get_untracked()));
    let parts = chosen.filter(|(_, heading)| !heading.trim().is_empty());
    let parts: Vec<String> = parts
        .map(|(field, heading)| {
            let heading = js_sys::encode_uri_component(heading.trim()).as_string().unwrap_or_default();
            format!("{field}={heading}")
        })
        .collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// Loads another page.
pub fn leave_for(path: &str) {
    let _ = window().location().set_href(path);
}

/// An address that works outside of this page, from its path.
pub fn address_of(path: &str) -> String {
    window().location().origin().unwrap_or_default() + path
}

pub fn reload() {
    let _ = window().location().reload();
}

/// Where this browser remembers that single keys are off.
const SINGLE_KEYS: &str = "command-post.single-keys";

/// Whether single keys act here.
pub fn single_keys() -> bool {
    recall(SINGLE_KEYS).as_deref() != Some("off")
}

pub fn set_single_keys(on: bool) {
    if on {
        forget(SINGLE_KEYS);
    } else {
        remember(SINGLE_KEYS, "off");
    }
}

/// Whether a single-key shortcut may act: no field has the focus, no dialog is open, no modifier is down. The list of
/// the keys is always at hand, because the switch is in it.
pub fn is_shortcut(event: &KeyboardEvent) -> bool {
    if !single_keys() && event.key() != "?" {
        return false;
    }
    if event.ctrl_key() || event.meta_key() || event.alt_key() || event.default_prevented() {
        return false;
    }
    let document = leptos::prelude::document();
    let typing = document.active_element().is_some_and(|e| {
        matches!(e.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || e.dyn_ref::<HtmlElement>().is_some_and(HtmlElement::is_content_editable)
    });
    let dialog = document.query_selector("dialog[open]").ok().flatten().is_some();
    !typing && !dialog
}

/// Control or command with Enter: sends from inside a text.
pub fn is_send(event: &KeyboardEvent) -> bool {
    event.key() == "Enter" && (event.ctrl_key() || event.meta_key())
}

/// Sets a list back to its first choice.
pub fn choose_first(event: &web_sys::Event) {
    if let Some(list) = event.target().and_then(|t| t.dyn_into::<HtmlSelectElement>().ok()) {
        list.set_selected_index(0);
    }
}

/// Shuts the menu that an event came from: something was chosen.
pub fn shut_menu(event: &web_sys::MouseEvent) {
    let target = event.target().and_then(|t| t.dyn_into::<web_sys::Element>().ok());
    if let Some(menu) = target.and_then(|target| target.closest("details[open]").ok().flatten()) {
        let _ = menu.remove_attribute("open");
    }
}

/// Selects all of the field that an event came from.
pub fn select_all(event: &web_sys::FocusEvent) {
    if let Some(field) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
        field.select();
    }
}

/// The file that was chosen in the field with this id.
pub fn chosen_file(id: &str) -> Option<JsValue> {
    let field = leptos::prelude::document().get_element_by_id(id)?.dyn_into::<HtmlInputElement>().ok()?;
    field.files()?.get(0).map(JsValue::from)
}

/// Moves the focus to the first field of a dialog or a part of it, or to what it can do where it asks nothing: whoever
/// begins to type or presses a key at once is not to close it.
pub fn focus_first_field(dialog: &web_sys::Element) {
    const FIRST: [&str; 3] = [
        "[autofocus]",
        ":is(input:not([type=hidden]), textarea, select, [aria-pressed]):not([disabled])",
        ":is(.dlg-b, .dlg-f) :is(button, a):not([disabled])",
    ];
    // What is not shown takes no focus: a phone and a keyboard have fields of their own.
    let found = FIRST.iter().filter_map(|which| dialog.query_selector_all(which).ok());
    let mut fields = found.flat_map(|all| (0..all.length()).filter_map(move |at| all.item(at)));
    fields.any(|field| field.dyn_into::<HtmlElement>().is_ok_and(|field| focus_on(Some(field))));
}

/// Moves the focus to an element, and tells whether it took it.
pub fn focus_on(element: Option<impl AsRef<HtmlElement>>) -> bool {
    let Some(element) = element else { return false };
    let element: &HtmlElement = element.as_ref();
    reveal(element);
    let _ = element.focus();
    leptos::prelude::document().active_element().is_some_and(|active| active.is_same_node(Some(element)))
}

/// Moves the focus to the element with this id, or to the first field in it.
pub fn focus_in(id: &str) {
    let Some(element) = leptos::prelude::document().get_element_by_id(id) else { return };
    if !element.clone().dyn_into::<HtmlElement>().is_ok_and(|element| focus_on(Some(element))) {
        focus_first_field(&element);
    }
}

/// Moves the focus to the element with this id, and tells whether there is one.
pub fn focus(id: &str) -> bool {
    let element = leptos::prelude::document().get_element_by_id(id);
    let element = element.and_then(|e| e.dyn_into::<HtmlElement>().ok());
    element.is_some_and(|e| {
        reveal(&e);
        e.focus().is_ok()
    })
}

/// Which sections of a seat an element is in, as `data-in` says. A dialog is above all of them.
fn sections_of(element: &web_sys::Element) -> Option<String> {
    element.closest("[data-in], dialog").ok()??.get_attribute("data-in")
}

/// The part of the page that its address leads to.
fn part_of_address() -> Option<web_sys::Element> {
    let hash = leptos::prelude::window().location().hash().ok()?;
    leptos::prelude::document().get_element_by_id(hash.strip_prefix('#')?)
}

/// The section that the address of this page leads to.
pub fn section_of_address() -> Option<usize> {
    sections_of(&part_of_address()?)?.split(' ').next()?.parse().ok()
}

/// Shows that section.
pub fn reveal_address() {
    if let Some(part) = part_of_address() {
        reveal(&part);
    }
}

/// Shows a section where one shows at a time.
pub fn show_section(number: usize) {
    if let Ok(Some(app)) = leptos::prelude::document().query_selector("[data-section]") {
        let _ = app.set_attribute("data-section", &number.to_string());
    }
}

/// Shows the section that an element is in, as its link would.
pub fn reveal(element: &web_sys::Element) {
    let Some(sections) = sections_of(element) else { return };
    let away = format!(":not([data-section='{}'])", sections.replace(' ', "']):not([data-section='"));
    let first = sections.split(' ').next().unwrap_or_default();
    let link = format!("[data-section]{away} > .sections > a:nth-child({first})");
    let link = leptos::prelude::document().query_selector(&link).ok().flatten();
    if let Some(link) = link.and_then(|link| link.dyn_into::<HtmlElement>().ok()) {
        link.click();
    }
}

/// Shows the section that the part of the page with this id is in.
pub fn reveal_part(id: &str) {
    if let Some(part) = leptos::prelude::document().get_element_by_id(id) {
        reveal(&part);
    }
}

/// Where the page is scrolled further than to this element, goes back to its beginning, below what covers so many pixels.
pub fn scroll_back_to(id: &str, covered: i32) {
    let document = leptos::prelude::document();
    let element = document.get_element_by_id(id).and_then(|e| e.dyn_into::<HtmlElement>().ok());
    if let Some((element, page)) = element.zip(document.document_element()) {
        page.set_scroll_top(page.scroll_top().min(element.offset_top() - covered));
    }
}
