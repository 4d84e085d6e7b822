//! Tasks: what waits, the list, one task and its forms.

pub mod action;
pub mod api;
pub mod filter;
pub mod filter_bar;
pub mod history;
pub mod late;
pub mod list;
pub mod live;
pub mod my_work;
pub mod page;
pub mod place;
pub mod table;
pub mod undo;
