//! Reads JSON that only this app has written: the browser does it itself, so that no page loads a reader for it.

#[cfg(not(feature = "ssr"))]
use leptos::wasm_bindgen::JsValue;
#[cfg(feature = "ssr")]
use serde_json::Value;

/// A value; what is missing, or of another kind, is as good as empty.
#[cfg(feature = "ssr")]
pub struct Json(Value);
#[cfg(not(feature = "ssr"))]
pub struct Json(JsValue);

#[cfg(feature = "ssr")]
impl Json {
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok().map(Self)
    }

    fn get(&self, key: &str) -> Self {
        Self(self.0.get(key).cloned().unwrap_or_default())
    }

    fn as_text(&self) -> Option<String> {
        self.0.as_str().map(str::to_owned)
    }

    fn as_number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn as_items(&self) -> Vec<Self> {
        self.0.as_array().into_iter().flatten().cloned().map(Self).collect()
    }
}

#[cfg(not(feature = "ssr"))]
impl Json {
    pub fn parse(text: &str) -> Option<Self> {
        js_sys::JSON::parse(text).ok().map(Self)
    }

    fn get(&self, key: &str) -> Self {
        Self(js_sys::Reflect::get(&self.0, &key.into()).unwrap_or_default())
    }

    fn as_text(&self) -> Option<String> {
        self.0.as_string()
    }

    fn as_number(&self) -> Option<f64> {
        self.0.as_f64()
    }

    fn as_items(&self) -> Vec<Self> {
        if !js_sys::Array::is_array(&self.0) {
            return Vec::new();
        }
        js_sys::Array::from(&self.0).iter().map(Self).collect()
    }
}

impl Json {
    pub fn text(&self, key: &str) -> String {
        self.get(key).as_text().unwrap_or_default()
    }

    /// A whole number.
    pub fn count(&self, key: &str) -> Option<u32> {
        // It was one when it was written.
        self.get(key).as_number().map(|number| number as u32)
    }

    pub fn texts(&self, key: &str) -> Vec<String> {
        self.items(key).iter().filter_map(Self::as_text).collect()
    }

    pub fn items(&self, key: &str) -> Vec<Self> {
        self.get(key).as_items()
    }
}
