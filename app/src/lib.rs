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
pub mod still;
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
use crate::live::Told;
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
use crate::still::{lively, still};
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
    let title = still::title(m);
    view! {
        <Title text=title formatter=move |title: String| {
            let title = in_head(title);
            if title.is_empty() { m.product.to_owned() } else { format!("{title} – {}", m.product) }
        } />
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/sign-in") view=still(SignIn) ssr=SsrMode::Async />
                <Route path=path!("/set-password") view=still(SetPassword) ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=InFrame ssr=SsrMode::Async>
                    <Route path=path!("/") view=lively(MyWork, any) ssr=SsrMode::Async />
                    <Route path=path!("/tasks") view=Tasks ssr=SsrMode::Async />
                    <Route path=path!("/tasks/bulk") view=still(BulkConfirm) ssr=SsrMode::Async />
                    <Route path=path!("/tasks/bulk/:id") view=still(BulkReport) ssr=SsrMode::Async />
                    <Route path=path!("/tasks/:id") view=TaskView ssr=SsrMode::Async />
                    <Route path=path!("/directives") view=lively(Directives, work) ssr=SsrMode::Async />
                    <Route path=path!("/directives/new") view=still(Compose) ssr=SsrMode::Async />
                    <Route path=path!("/directives/:id") view=lively(DirectiveView, of_directive) ssr=SsrMode::Async />
                    <Route path=path!("/directives/:id/draft") view=DraftView ssr=SsrMode::Async />
                    <Route path=path!("/leadership") view=lively(Leadership, work) ssr=SsrMode::Async />
                    <Route path=path!("/communes") view=still(Communes) ssr=SsrMode::Async />
                    <Route path=path!("/communes/:code/:from") view=still(CommuneView) ssr=SsrMode::Async />
                    <Route path=path!("/tasks/:id/subtasks") view=still(Subtasks) ssr=SsrMode::Async />
                    <Route path=path!("/tasks/:id/delegate") view=still(Delegate) ssr=SsrMode::Async />
                    <Route path=path!("/duties") view=still(Duties) ssr=SsrMode::Async />
                    <Route path=path!("/duties/new") view=still(NewDuty) ssr=SsrMode::Async />
                    <Route path=path!("/duties/:id") view=still(DutyView) ssr=SsrMode::Async />
                    <Route path=path!("/groups") view=still(Groups) ssr=SsrMode::Async />
                    <Route path=path!("/notifications") view=lively(Notifications, standing) ssr=SsrMode::Async />
                    <Route path=path!("/obstacles") view=still(Obstacles) ssr=SsrMode::Async />
                    <Route path=path!("/account") view=still(Account) ssr=SsrMode::Async />
                    <Route path=path!("/admin/mail") view=still(FailedMail) ssr=SsrMode::Async />
                    <Route path=path!("/search") view=still(Search) ssr=SsrMode::Async />
                    <Route path=path!("/admin/people") view=still(People) ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/new") view=still(NewPerson) ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/import") view=still(ImportPeople) ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/import/:id") view=still(ImportReview) ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/:id") view=still(PersonView) ssr=SsrMode::Async />
                    <Route path=path!("/admin/people/:id/hand-over") view=still(HandOver) ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies") view=still(Offices) ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies/import") view=still(ImportAgencies) ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies/import/:id") view=still(ImportReview) ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies/new") view=still(NewOffice) ssr=SsrMode::Async />
                    <Route path=path!("/admin/agencies/:id") view=still(OfficeView) ssr=SsrMode::Async />
                    <Route path=path!("/audit") view=still(Audit) ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Everything: what waits for a position may change by any act.
fn any(_: &Told, _: &str) -> bool {
    true
}

/// What the counts around the page say.
fn standing(told: &Told, _: &str) -> bool {
    *told == Told::Standing
}

/// Directives and their tasks.
fn work(told: &Told, _: &str) -> bool {
    *told != Told::Standing
}

/// The directive of the page and its tasks.
fn of_directive(told: &Told, path: &str) -> bool {
    match told {
        Told::Change(change) => change
            .directive
            .is_some_and(|directive| path.ends_with(&directive.to_string())),
        Told::Standing => false,
        Told::Everything => true,
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
