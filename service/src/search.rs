//! Search over directives, tasks, comments, files, units and agencies: what the actor may see, the best first.
//!
//! **Invariants:** the actor's scope is part of the question to the index ([`domain::search::within`]), the same
//! scope that lists use; the number of statements does not depend on what is found. Agencies are looked through
//! in memory, where they are anyway.
//!
//! To search one more kind: `domain::search`, then its arm in [`find`] and in [`follow`] or the store.

use crate::directory::Directory;
use crate::{Ctx, Error, Result};
use domain::access::{Action, Parties, Relation, Scope, allows, permits};
use domain::id::{AgencyId, TaskId};
use domain::refusal::{FieldFault, Refusal};
use domain::search::{Expr, LONGEST_QUESTION, Question, SearchKind, within, within_province};
use domain::task::{Task, TaskEvent};
use domain::view::{Match, MatchGroup, SearchFilter, SearchPage};
use std::collections::{BTreeMap, HashMap};
use store::Tx;
use store::search::{Cursor, Doc, Hit};
use uuid::Uuid;

/// Results of each kind on the page of all kinds.
const FEW: u32 = 5;
/// Results of a page of one kind.
const PAGE: u32 = 30;
/// Characters of a comment that are shown.
const EXCERPT: usize = 200;

/// What the actor may see with these words: some of every kind, or one page of one kind.
///
/// # Errors
/// [`Problem::Refused`] on `q` (too long) or `after` (no place among results).
///
/// [`Problem::Refused`]: domain::refusal::Problem::Refused
pub async fn find(ctx: &Ctx, filter: &SearchFilter) -> Result<SearchPage> {
    if filter.text.chars().count() > LONGEST_QUESTION {
        let fault = FieldFault::TooLong {
            max: LONGEST_QUESTION,
        };
        return Err(Refusal::field("q", fault).into());
    }
    let after: Option<Cursor> = filter
        .after
        .as_deref()
        .map(str::parse)
        .transpose()
        .map_err(|_| Refusal::field("after", FieldFault::Malformed))?;
    let mut page = SearchPage {
        today: ctx.system.today(),
        ..SearchPage::default()
    };
    let Some(question) = Question::new(&filter.text) else {
        return Ok(page);
    };
    let tiers = question.tiers();
    let directory = ctx.system.directory().await?;
    let mut tx = ctx.system.db.read().await?;
    let kinds: Vec<SearchKind> = match filter.kind {
        Some(kind) => vec![kind],
        None => SearchKind::ALL.to_vec(),
    };
    let limit = if filter.kind.is_some() { PAGE } else { FEW };
    let mut hits: Vec<(SearchKind, Vec<Hit>, bool)> = Vec::new();
    for kind in kinds {
        let found = match scope(ctx, kind) {
            None => Vec::new(),
            Some(_) if kind == SearchKind::Agency => agencies(ctx, &directory, &question, after),
            Some(within) => store::search::find(&mut tx, &within, tiers, after, limit + 1).await?,
        };
        let more = found.len() > limit as usize;
        let mut found = found;
        found.truncate(limit as usize);
        hits.push((kind, found, more));
    }
    let facts = Facts::read(&mut tx, &hits).await?;
    drop(tx);
    let mut named = Vec::new();
    for (kind, hits, more) in hits {
        if hits.is_empty() {
            continue;
        }
        page.groups.push(MatchGroup {
            kind,
            next: hits
                .last()
                .filter(|_| more)
                .map(|hit| hit.cursor().to_string()),
            matches: hits
                .into_iter()
                .filter_map(|hit| facts.shown(kind, hit, &question, &directory, &mut named))
                .collect(),
        });
    }
    page.agencies = directory.names(named);
    Ok(page)
}

/// The part of a kind that the actor may see, as the index is asked for it; none where it is nothing.
fn scope(ctx: &Ctx, kind: SearchKind) -> Option<Expr> {
    match kind {
        SearchKind::Task | SearchKind::Directive | SearchKind::Comment | SearchKind::File => {
            within(kind, &Scope::of(&ctx.actor))
        }
        // Units and agencies are no secret, but a province does not look through those of another one.
        SearchKind::Area | SearchKind::Agency => {
            let own = Parties {
                province: ctx.actor.province.clone(),
                ..Parties::default()
            };
            if permits(
                ctx.actor.role,
                Action::ViewCommunes,
                Relation::OtherProvince,
            ) {
                within(kind, &Scope::All)
            } else if allows(&ctx.actor, Action::ViewCommunes, &own) {
                Some(within_province(kind, &ctx.actor.province))
            } else {
                None
            }
        }
    }
}

/// The agencies that are meant, in the order of results; `doc` counts them.
fn agencies(
    ctx: &Ctx,
    directory: &Directory,
    question: &Question,
    after: Option<Cursor>,
) -> Vec<Hit> {
    let everywhere = permits(
        ctx.actor.role,
        Action::ViewCommunes,
        Relation::OtherProvince,
    );
    let mut found: Vec<(usize, String, AgencyId)> = directory
        .with_tokens()
        .filter(|(agency, _)| everywhere || agency.province == ctx.actor.province)
        .filter_map(|(agency, tokens)| {
            let ranks = tokens.iter().filter_map(|name| question.rank_tokens(name));
            let rank = ranks.min()?;
            Some((rank, domain::text::sort_key(&agency.name_vi), agency.id))
        })
        .collect();
    found.sort();
    found
        .into_iter()
        .zip(0..)
        .filter(|(_, place)| after.is_none_or(|after| *place > after.doc))
        .map(|((rank, _, id), place)| Hit {
            tier: i64::try_from(rank).unwrap_or(i64::MAX),
            doc: place,
            item: id.to_string(),
            owner: None,
            shown: String::new(),
        })
        .take(PAGE as usize + 1)
        .collect()
}

/// What results show besides their text.
struct Facts {
    tasks: HashMap<Uuid, store::search::TaskFacts>,
    areas: HashMap<String, store::search::AreaFacts>,
}

impl Facts {
    /// Two statements, whatever was found.
    async fn read(tx: &mut Tx, hits: &[(SearchKind, Vec<Hit>, bool)]) -> Result<Self> {
        let of = |wanted: &[SearchKind]| -> Vec<&Hit> {
            let groups = hits.iter().filter(|(kind, ..)| wanted.contains(kind));
            groups.flat_map(|(_, hits, _)| hits).collect()
        };
        let mut owners: Vec<Uuid> = of(&[SearchKind::Task, SearchKind::Comment, SearchKind::File])
            .iter()
            .filter_map(|hit| hit.owner)
            .collect();
        owners.sort();
        owners.dedup();
        let tasks = store::search::tasks(tx, owners).await?;
        let codes = of(&[SearchKind::Area])
            .into_iter()
            .filter_map(|hit| Some(hit.item.split_once('.')?.0.to_owned()));
        let areas = store::search::areas(tx, codes).await?;
        Ok(Self {
            tasks: tasks.into_iter().map(|task| (task.id.0, task)).collect(),
            areas: areas
                .into_iter()
                .map(|area| (format!("{}.{}", area.code, area.valid_from), area))
                .collect(),
        })
    }

    /// A result as the page shows it; none where what it tells of is gone since.
    fn shown(
        &self,
        kind: SearchKind,
        hit: Hit,
        question: &Question,
        directory: &Directory,
        named: &mut Vec<AgencyId>,
    ) -> Option<Match> {
        let task = || hit.owner.and_then(|owner| self.tasks.get(&owner));
        let mut found = Match {
            address: String::new(),
            text: question.highlight(&hit.shown),
            text_en: Vec::new(),
            above_vi: String::new(),
            above_en: String::new(),
            task: None,
            lead: None,
            state: None,
            due: None,
            until: None,
        };
        match kind {
            SearchKind::Task => {
                let task = task()?;
                named.push(task.lead);
                found.address = format!("/tasks/{}", task.id);
                found.lead = Some(task.lead);
                found.state = Some(task.state);
                found.due = task.due;
            }
            SearchKind::Comment | SearchKind::File => {
                let task = task()?;
                let number = hit.item.rsplit_once('.').map(|(_, number)| number);
                found.address = match number.filter(|_| kind == SearchKind::Comment) {
                    Some(number) => format!("/tasks/{}#comment-{number}", task.id),
                    None => format!("/tasks/{}#talk", task.id),
                };
                found.task = Some(task.title.clone());
                found.text = question.highlight(&question.excerpt(&hit.shown, EXCERPT));
            }
            SearchKind::Directive => found.address = format!("/directives/{}", hit.item),
            SearchKind::Area => {
                let area = self.areas.get(&hit.item)?;
                found.address = format!("/communes/{}/{}", area.code, area.valid_from);
                found.text = question.highlight(&area.name_vi);
                found.text_en = question.highlight(&area.name_en);
                found.above_vi = area.above_vi.clone().unwrap_or_default();
                found.above_en = area.above_en.clone().unwrap_or_default();
                found.until = area.valid_to;
            }
            SearchKind::Agency => {
                let agency = directory.agency(hit.item.parse().ok()?)?;
                found.address = format!("/tasks?agency={}", agency.id);
                found.text = question.highlight(&agency.name_vi);
                found.text_en = question.highlight(&agency.name_en);
                found.until = agency.valid_to;
                if let Some(above) = agency.parent.and_then(|id| directory.agency(id)) {
                    found.above_vi.clone_from(&above.name_vi);
                    found.above_en.clone_from(&above.name_en);
                }
            }
        }
        Some(found)
    }
}

/// Lets what a step of a task said be found: a comment as it reads now.
pub(crate) async fn follow(
    tx: &mut Tx,
    (task, superiors): (&Task, &[AgencyId]),
    events: &[TaskEvent],
) -> Result<()> {
    for event in events {
        match event {
            TaskEvent::Commented { number, text, .. }
            | TaskEvent::CommentEdited { number, text, .. } => {
                let doc = store::search::of_comment(task, superiors, *number, text);
                store::search::write(tx, &[doc]).await?;
            }
            TaskEvent::CommentWithdrawn { number } => {
                let item = format!("{}.{number}", task.id);
                store::search::remove(tx, SearchKind::Comment, &item).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Makes what search finds of some tasks what it must be, from the tasks and their log; gives how many rows were
/// wrong.
pub(crate) async fn mend_tasks(tx: &mut Tx, directory: &Directory, tasks: &[Task]) -> Result<u64> {
    let mut docs: Vec<Doc> = Vec::new();
    let talking: Vec<&Task> = tasks
        .iter()
        .filter(|task| !task.comments.is_empty())
        .collect();
    let mut said: BTreeMap<(TaskId, u32), String> = BTreeMap::new();
    if !talking.is_empty() {
        let entries = store::log::of_subjects(tx, talking.iter().map(|task| task.id.0)).await?;
        for entry in entries {
            let event: TaskEvent = serde_json::from_str(&entry.payload).map_err(Error::internal)?;
            let task = TaskId(entry.subject.id);
            match event {
                TaskEvent::Commented { number, text, .. }
                | TaskEvent::CommentEdited { number, text, .. } => {
                    said.insert((task, number), text);
                }
                TaskEvent::CommentWithdrawn { number } => {
                    said.remove(&(task, number));
                }
                _ => {}
            }
        }
    }
    for task in tasks {
        let superiors = directory.superiors_of(task);
        docs.extend(store::search::of_task(task, &superiors));
        for comment in &task.comments {
            if let Some(text) = said.get(&(task.id, comment.number)) {
                docs.push(store::search::of_comment(
                    task,
                    &superiors,
                    comment.number,
                    text,
                ));
            }
        }
    }
    let owners: Vec<Uuid> = tasks.iter().map(|task| task.id.0).collect();
    Ok(store::search::mend(tx, &owners, &docs).await?)
}

/// The same for all directives and units; then the index itself is made anew.
pub(crate) async fn mend_others(tx: &mut Tx, page: u32) -> Result<u64> {
    let (mut wrong, mut after) = (0, None);
    loop {
        let directives = store::directive::scan(tx, after, page).await?;
        let Some(last) = directives.last() else { break };
        after = Some(last.id);
        let mut docs = Vec::new();
        for directive in &directives {
            let parties = store::directive::parties(tx, directive.id).await?;
            let agencies: Vec<AgencyId> = parties.iter().map(|party| party.agency).collect();
            docs.extend(store::search::of_directive(directive, &agencies));
        }
        let owners: Vec<Uuid> = directives.iter().map(|row| row.id.0).collect();
        wrong += store::search::mend(tx, &owners, &docs).await?;
    }
    let areas = store::area::all(tx).await?;
    let docs: Vec<Doc> = areas.iter().map(store::search::of_area).collect();
    wrong += store::search::mend_areas(tx, &docs).await?;
    store::search::reindex(tx).await?;
    Ok(wrong)
}
