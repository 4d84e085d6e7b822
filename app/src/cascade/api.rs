//! What the pages of cascades read. To add a read, see `task/api.rs`.

use crate::AppError;
#[cfg(feature = "ssr")]
use crate::api::{answer, ctx};
use domain::cascade::view::{DelegatePage, GroupPage, SubtaskPage};
use domain::id::{GroupId, TaskId};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use uuid::Uuid;

/// All sub-tasks of a task, page by page.
#[server(prefix = "/api", endpoint = "subtask_list", input = GetUrl)]
pub async fn read_subtasks(id: TaskId, after: Option<String>) -> Result<SubtaskPage, AppError> {
    answer(service::cascade::list(&ctx()?, id, after).await)
}

/// The screen on which a task is delegated. `kept` is the id of a form that came back.
#[server(prefix = "/api", endpoint = "delegate_page", input = GetUrl)]
pub async fn read_delegate(
    id: TaskId,
    group: Option<String>,
    kept: Option<Uuid>,
) -> Result<DelegatePage, AppError> {
    answer(service::cascade::delegate_page(&ctx()?, id, group, kept).await)
}

/// The saved groups of the actor's agency.
#[server(prefix = "/api", endpoint = "group_page", input = GetUrl)]
pub async fn read_groups(edit: Option<GroupId>, kept: Option<Uuid>) -> Result<GroupPage, AppError> {
    answer(service::group::page(&ctx()?, edit, kept).await)
}
