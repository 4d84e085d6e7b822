//! The hash of an entry covers everything that was recorded.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::{AgencyId, EnvelopeId, PositionId, UserId};
use domain::log::{Entry, Subject, SubjectKind};
use uuid::Uuid;

fn entry() -> Entry {
    let at = DateTime::<Utc>::from_timestamp(1_663_120_800, 123_456_000).expect("a time in 2022");
    Entry {
        seq: 7,
        subject: Subject {
            kind: SubjectKind::Task,
            id: Uuid::from_u128(1),
        },
        subject_seq: 2,
        envelope: EnvelopeId(Uuid::from_u128(2)),
        user: UserId(Uuid::from_u128(3)),
        position: PositionId(Uuid::from_u128(4)),
        acting_for: None,
        agency: AgencyId(Uuid::from_u128(5)),
        made_at: at,
        received_at: at + TimeDelta::seconds(3),
        verb: "reported".to_owned(),
        payload: "{\"percent\":40}".to_owned(),
        prev_hash: "ab".to_owned(),
        hash: String::new(),
    }
}

#[test]
fn a_change_of_any_field_shows() {
    let other = Uuid::from_u128(99);
    type Change = fn(&mut Entry, Uuid);
    let changes: [(&str, Change); 13] = [
        ("subject kind", |e, _| {
            e.subject.kind = SubjectKind::Directive
        }),
        ("subject", |e, id| e.subject.id = id),
        ("subject_seq", |e, _| e.subject_seq += 1),
        ("envelope", |e, id| e.envelope = EnvelopeId(id)),
        ("user", |e, id| e.user = UserId(id)),
        ("position", |e, id| e.position = PositionId(id)),
        ("acting_for", |e, id| e.acting_for = Some(PositionId(id))),
        ("agency", |e, id| e.agency = AgencyId(id)),
        ("made_at", |e, _| e.made_at += TimeDelta::microseconds(1)),
        ("received_at", |e, _| {
            e.received_at += TimeDelta::microseconds(1)
        }),
        ("verb", |e, _| e.verb.push('x')),
        ("payload", |e, _| e.payload.push(' ')),
        ("prev_hash", |e, _| e.prev_hash.push('0')),
    ];
    let expected = entry().expected_hash();
    assert_eq!(
        expected,
        entry().expected_hash(),
        "the same entry has the same hash"
    );
    assert_eq!(expected.len(), 64);
    for (field, change) in changes {
        let mut changed = entry();
        change(&mut changed, other);
        assert_ne!(changed.expected_hash(), expected, "{field}");
    }
}

#[test]
fn text_cannot_move_from_one_field_to_its_neighbour() {
    let mut moved = entry();
    moved.verb = "report".to_owned();
    moved.payload = format!("ed{}", moved.payload);
    assert_ne!(moved.expected_hash(), entry().expected_hash());
}

#[test]
fn the_place_in_the_whole_log_is_known_only_at_commit() {
    let mut later = entry();
    later.seq += 1;
    later.hash = "cd".to_owned();
    assert_eq!(later.expected_hash(), entry().expected_hash());
}
