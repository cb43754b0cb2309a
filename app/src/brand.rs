//! How the company's status page looks, and what it leads to.

use async_trait::async_trait;
use borsh::{BorshDeserialize, BorshSerialize};
use leptos::prelude::server;
use serde::{Deserialize, Serialize};

use crate::backend::Asker;
use crate::error::Error;
use crate::rpc::Call;
#[cfg(feature = "ssr")]
use crate::rpc::context::{asker, backend};

/// Links above the page, and as many below it.
pub const BRAND_LINKS_MAX: usize = 4;
/// Bytes of a logo.
pub const LOGO_BYTES_MAX: usize = 64 * 1024;
/// Bytes of a favicon.
pub const FAVICON_BYTES_MAX: usize = 16 * 1024;

/// What an admin sets. Empty is ours.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(default)]
pub struct Brand {
    /// What the page is called, where that is not the company's name.
    pub name: String,
    /// `#2f7fd6`.
    pub accent: String,
    pub logo: Option<Picture>,
    pub favicon: Option<Picture>,
    /// Above the page, and below it.
    pub header: Vec<Link>,
    pub footer: Vec<Link>,
}

/// A link of the company's own.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Link {
    pub label: String,
    /// `https://…`
    pub address: String,
}

/// A picture that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
pub struct Picture {
    pub kind: PictureKind,
    /// Its bytes, in base64.
    pub data: String,
}

/// The pictures that are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, BorshSerialize, BorshDeserialize)]
#[serde(rename_all = "snake_case")]
pub enum PictureKind {
    Png,
    Svg,
    Webp,
    Jpeg,
}

impl PictureKind {
    /// As files of the kind end.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Svg => "svg",
            Self::Webp => "webp",
            Self::Jpeg => "jpg",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
            Self::Webp => "image/webp",
            Self::Jpeg => "image/jpeg",
        }
    }
}

impl Picture {
    /// Its address for a preview.
    pub fn address(&self) -> String {
        format!("data:{};base64,{}", self.kind.media_type(), self.data)
    }
}

/// What a server knows of the page's looks; for admins.
#[async_trait]
pub trait Brands: Send + Sync {
    async fn read_brand(&self, asker: Asker) -> Result<Brand, Error>;
    /// Changes it from what the asker saw to what they want; refused where somebody else changed it meanwhile.
    async fn save_brand(&self, asker: Asker, was: Brand, wanted: Brand) -> Result<(), Error>;
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "read_brand")]
pub async fn read_brand() -> Result<Brand, Error> {
    backend()?.read_brand(asker()?).await
}

#[server(protocol = Call, prefix = "/rpc", endpoint = "save_brand")]
pub async fn save_brand(was: Brand, wanted: Brand) -> Result<(), Error> {
    backend()?.save_brand(asker()?, was, wanted).await
}
