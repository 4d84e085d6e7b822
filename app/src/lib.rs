//! What people see: Leptos pages and the server functions that read for them.
//!
//! Two features: `ssr` (pages are rendered on the server) and `hydrate` (the browser takes them over).
//! Never both in one build. Every page works before wasm arrives: links, GET forms for filters, POST forms
//! for changes; wasm adds sending without leaving the page.
//!
//! **Invariants:** reads are the server functions of `<feature>/api.rs`, one call of `service` each; every
//! change is a form that goes to `POST /command`, see [`form`]; nothing here decides who may do what.
//!
//! To add a page: its view in `domain::view`, its function in `service`, `<feature>/{api,page}.rs` here, a
//! route below, its words in [`i18n`].

#![recursion_limit = "256"]

pub mod account;
pub mod api;
pub mod audit;
pub mod bulk;
pub mod cascade;
pub mod commune;
pub mod dashboard;
pub mod directive;
pub mod duty;
pub mod error;
pub mod form;
pub mod frame;
pub mod handover;
pub mod i18n;
pub mod intake;
pub mod live;
pub mod mail;
pub mod notification;
pub mod obstacle;
pub mod office;
pub mod overview;
pub mod palette;
pub mod people;
pub mod saved;
pub mod search;
pub mod shell;
pub mod sign_in;
pub mod talk;
pub mod task;
pub mod ui;
pub mod url;

pub use error::AppError;
pub use shell::{Assets, shell};

use crate::account::page::Account;
use crate::audit::page::Audit;
use crate::bulk::confirm::BulkConfirm;
use crate::bulk::report::BulkReport;
use crate::cascade::delegate::Delegate;
use crate::cascade::groups::Groups;
use crate::cascade::list::Subtasks;
use crate::commune::list::Communes;
use crate::commune::page::CommuneView;
use crate::dashboard::page::Leadership;
use crate::directive::compose::Compose;
use crate::directive::draft::DraftView;
use crate::directive::list::Directives;
use crate::directive::page::DirectiveView;
use crate::duty::list::Duties;
use crate::duty::new::NewDuty;
use crate::duty::page::DutyView;
use crate::frame::{Frame, NotFound};
use crate::handover::page::HandOver;
use crate::intake::review::ImportReview;
use crate::intake::upload::{ImportAgencies, ImportPeople};
use crate::mail::list::FailedMail;
use crate::notification::list::Notifications;
use crate::obstacle::list::Obstacles;
use crate::office::list::Offices;
use crate::office::new::NewOffice;
use crate::office::page::OfficeView;
use crate::people::list::People;
use crate::people::new::NewPerson;
use crate::people::page::PersonView;
use crate::people::password::SetPassword;
use crate::search::page::Search;
use crate::sign_in::page::SignIn;
use crate::task::list::Tasks;
use crate::task::my_work::MyWork;
use crate::task::page::TaskView;
use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{Outlet, ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};

/// The whole application: contexts and routes.
///
/// Every route is rendered whole (`SsrMode::Async`): without a script nobody could put streamed parts in
/// their places.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(shell::language());
    let m = i18n::use_messages();
    view! {
        <Title formatter=move |title: String| {
            let title = in_head(title);
            if title.is_empty() { m.product.to_owned() } else { format!("{title} – {}", m.product) }
        } />
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/sign-in") view=SignIn ssr=SsrMode::Async />
                <Route path=path!("/set-password") view=SetPassword ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=InFrame ssr=SsrMode::Async>
                    <Route path=path!("/") view=MyWork ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view=Tasks ssr=SsrMode::Async />
                    <Route path=path!("/tasks/bulk") view=BulkConfirm ssr=SsrMode::Async />
                    <Route path=path!("/tasks/bulk/:id") view=BulkReport ssr=SsrMode::Async />
                    <Route path=path!("/tasks/:id") view=TaskView ssr=SsrMode::Async />
                    <Route path=path!("/directives") view=Directives ssr=SsrMode::Async />
                    <Route path=path!("/directives/new") view=Compose ssr=SsrMode::Async />
                    <Route path=path!("/directives/:id") view=DirectiveView ssr=SsrMode::Async />
                    <Route path=path!("/directives/:id/draft") view=DraftView ssr=SsrMode::Async />
                    <Route path=path!("/leadership") view=Leadership ssr=SsrMode::Async />
                    <Route path=path!("/communes") view=Communes ssr=SsrMode::Async />
                    <Route path=path!("/communes/:code/:from") view=CommuneView ssr=SsrMode::Async />
                    <Route path=path!("/tasks/:id/subtasks") view=Subtasks ssr=SsrMode::Async />
                    <Route path=path!("/tasks/:id/delegate") view=Delegate ssr=SsrMode::Async />
                    <Route path=path!("/duties") view=Duties ssr=SsrMode::Async />
                    <Route path=path!("/duties/new") view=NewDuty ssr=SsrMode::Async />
                    <Route path=path!("/duties/:id") view=DutyView ssr=SsrMode::Async />
                    <Route path=path!("/groups") view=Groups ssr=SsrMode::Async />
                    <Route path=path!("/notifications") view=Notifications ssr=SsrMode::Async />
                    <Route path=path!("/obstacles") view=Obstacles ssr=SsrMode::Async />
                    <Route path=path!("/account") view=Account ssr=SsrMode::Async />
                    <Route path=path!("/admin/mail") view=FailedMail ssr=SsrMode::Async />
                    <Route path=path!("/search") view=Search ssr=SsrMode::Async />
                    <Route path=path!("/admin/people") view=People ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/new") view=NewPerson ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/import") view=ImportPeople ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/import/:id") view=ImportReview ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/:id") view=PersonView ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/:id/hand-over") view=HandOver ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies") view=Offices ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies/import") view=ImportAgencies ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies/import/:id") view=ImportReview ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies/new") view=NewOffice ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies/:id") view=OfficeView ssr=SsrMode::Async />
                    <Route path=path!("/audit") view=Audit ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// A title as the head of the document takes it: `leptos_meta` (0.8.7) writes it there as it is, so a title that
/// somebody typed could end the element and begin another one. The browser sets it as text.
fn in_head(title: String) -> String {
    if cfg!(feature = "ssr") {
        title.replace('&', "&amp;").replace('<', "&lt;")
    } else {
        title
    }
}

/// The frame around every page of a signed-in person.
#[component]
fn InFrame() -> impl IntoView {
    view! {
        <Frame>
            <Outlet />
        </Frame>
    }
}
