//! What follows from the types of an event's or a command's fields alone: which customers it names, and what in it people
//! wrote.
//!
//! A new variant needs no line for either, so neither can be forgotten. A field of a new type does not compile until the
//! type says what it holds ([`NamesCustomers`](crate::customers::NamesCustomers), [`FreeText`](crate::redact::FreeText)).

/// Declares an enum whose variants have named fields or none, as it stands, and gives it functions that go through the
/// fields of whichever variant it is: `customers` and `free_text`, as far as they are asked for.
macro_rules! with_fields {
    ($(#[$attribute:meta])* pub enum $name:ident $variants:tt impl $($walk:ident)+) => {
        $(#[$attribute])*
        pub enum $name $variants

        $($crate::fields::$walk! { $name $variants })+
    };
}

/// `customers`, from the fields that name any.
macro_rules! customers {
    ($name:ident { $($(#[$attribute:meta])* $variant:ident $({
        $($(#[$note:meta])* $field:ident: $type:ty),* $(,)?
    })?),* $(,)? }) => {
        impl $name {
            /// The customers that it is about.
            pub fn customers(&self) -> &[$crate::id::CustomerId] {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        let named: &[$crate::id::CustomerId] = &[];
                        $($(
                            let named = if named.is_empty() {
                                $crate::customers::NamesCustomers::customers($field)
                            } else {
                                named
                            };
                        )*)?
                        named
                    })*
                }
            }
        }
    };
}

/// `drop_text`, from what each field holds.
macro_rules! free_text {
    ($name:ident { $($(#[$attribute:meta])* $variant:ident $({
        $($(#[$note:meta])* $field:ident: $type:ty),* $(,)?
    })?),* $(,)? }) => {
        impl $crate::redact::FreeText for $name {
            fn drop_text(&mut self) {
                match self {
                    $(Self::$variant $({ $($field),* })? => {
                        $($($crate::redact::FreeText::drop_text($field);)*)?
                    })*
                }
            }
        }
    };
}

pub(crate) use {customers, free_text, with_fields};
